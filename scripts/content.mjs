/** `npm run content -- new|validate|test …`: the authors' tools, with the packages and the engine they need. */
import { join } from 'node:path';
import { ensureCompiler, ensureDependencies } from './lib/dependencies.mjs';
import { ensureEngine } from './lib/engine/ensure.mjs';
import { createApt } from './lib/machine/apt.mjs';
import { raiseLimits } from './lib/machine/limits.mjs';
import { readMachine } from './lib/machine/os.mjs';
import { requireSupportedNode } from './lib/node-version.mjs';
import { ROOT } from './lib/root.mjs';
import { run } from './lib/run.mjs';

requireSupportedNode();
const args = process.argv.slice(2);
const machine = readMachine();
const apt = createApt();
await ensureDependencies({ dev: true, compiler: ensureCompiler(machine, apt) });
if (args[0] === 'test') {
  raiseLimits(machine);
  await ensureEngine(machine, apt);
}
const { code } = await run(
  process.execPath,
  ['--import', 'tsx', join(ROOT, 'scripts/content/main.ts'), ...args],
  { cwd: ROOT, inherit: true },
);
process.exitCode = code;
