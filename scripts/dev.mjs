/**
 * `npm run dev`: the server, restarted when its code changes, and the page on Vite's own port, which passes
 * what it doesn't know on to the server. Lessons, labs and quizzes change in the open page as their files do.
 * Either one's end ends both.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { requireSupportedNode } from './lib/node-version.mjs';
import { ROOT } from './lib/root.mjs';

requireSupportedNode();
const programs = [
  ['tsx/dist/cli.mjs', 'watch', 'server/main.ts'],
  ['vite/bin/vite.js', 'client'],
];
const children = programs.map(([program = '', ...args]) =>
  spawn(process.execPath, [join(ROOT, 'node_modules', program), ...args], {
    cwd: ROOT,
    env: { ...process.env, HOLDFAST_WATCH: 'yes' },
    stdio: ['ignore', 'inherit', 'inherit'],
  }),
);
const end = () => {
  for (const child of children) child.kill('SIGTERM');
};
for (const child of children) child.on('exit', end);
process.on('SIGINT', end);
process.on('SIGTERM', end);
