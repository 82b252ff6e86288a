/** The server as a child of `npm start`: it ends when we are told to, and we end as it does. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ROOT } from './root.mjs';

/** Ctrl-C reaches the whole foreground group of a terminal, so the server has had it already. */
const isOnTerminal = process.stdin.isTTY === true;

/** @type {readonly NodeJS.Signals[]} */
const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'];

/**
 * Runs the server with our environment and console.
 * @returns {Promise<number>} its exit code; 128 + n when signal n ended it
 */
export function runServer() {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (signal === 'SIGINT' && isOnTerminal) return;
        child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
      });
    }
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}
