import { ensureClient } from './client-build.mjs';
import { ensureCompiler, ensureDependencies } from './dependencies.mjs';
import { ensureEngine } from './engine/ensure.mjs';
import { createApt } from './machine/apt.mjs';
import { raiseLimits } from './machine/limits.mjs';
import { readMachine } from './machine/os.mjs';
import { messageOf } from './output.mjs';
import { runServer } from './server-process.mjs';

/**
 * Sets up what is missing and runs the server until it ends. Compiling keeps one processor busy, so the engine
 * is installed beside it; the server does not wait for the engine.
 * @returns {Promise<number>} exit code
 */
export async function start() {
  const machine = readMachine();
  const apt = createApt();
  raiseLimits(machine);
  // apt serves one after another: the compiler first, the page waits for it.
  const compiler = ensureCompiler(machine, apt);
  const engine = ensureEngine(machine, apt);
  let code = 1;
  try {
    await ensureDependencies({ dev: false, compiler });
    await ensureClient();
    code = await runServer();
  } catch (error) {
    console.error(`\n${messageOf(error)}`);
  }
  // An installation under way is let finish: half an installed package is worse than a late exit.
  await engine;
  return code;
}
