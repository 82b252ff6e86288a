/** Reads the configuration, starts the server, prints its address, and ends in order. */
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { ConfigError, readConfig } from './config.ts';
import { createProgressLines } from './console.ts';
import { AppError } from './errors.ts';
import { createLog } from './log.ts';
import type { Sandbox } from './sandbox/types.ts';
import { type RunningServer, startServer } from './server.ts';

/** Nearly every check of a whole lab is through in this time; service managers wait 90 s before they kill. */
const DRAIN_MS = 30_000;
/** Beyond this, what has not closed is left to the operating system. */
const CLOSE_MS = 10_000;
/** A service manager tells all processes, and `npm start` passes on what it is told: that is one signal. */
const SAME_SIGNAL_MS = 500;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const root = fileURLToPath(new URL('..', import.meta.url));
  const server = await startServer({ config, root, log });
  let told: number | undefined;
  const end = (): void => {
    if (told === undefined) {
      told = performance.now();
      void endInOrder(server, log);
    } else if (performance.now() - told > SAME_SIGNAL_MS) {
      log.warn('told twice: ending at once');
      process.exit(1);
    }
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);

  // Last: whoever reads the address may end the server at once, and it must be ready for that.
  const { host, port } = server.address;
  const name = host === '127.0.0.1' || host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  console.log(`\n  Holdfast is ready: http://${name.includes(':') ? `[${name}]` : name}:${port}\n`);
  tellOfImages(server.sandbox);
}

/** A first run prepares images for minutes; who looks at the console sees that it goes on. */
function tellOfImages(sandbox: Sandbox): void {
  const linesFor = createProgressLines();
  const tell = (): void => {
    const status = { engine: sandbox.engineStatus(), images: sandbox.imagesStatus() };
    for (const line of linesFor(status)) console.log(line);
  };
  sandbox.onStatus(tell);
  tell();
}

/** Lets what is under way finish, closes, and ends the process. */
async function endInOrder(server: RunningServer, log: Logger): Promise<void> {
  try {
    log.info('ending: checks that are under way may finish; labs go on');
    await server.drain(DRAIN_MS);
    setTimeout(() => {
      log.error('could not close in time');
      process.exit(1);
    }, CLOSE_MS).unref();
    await server.close();
    log.info('ended');
    process.exit(0);
  } catch (error) {
    log.error({ err: error }, 'ending');
    process.exit(1);
  }
}

/** What a person needs to know of an error at start, in a sentence or two. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof AppError) {
    const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
    return `${error.message}${cause} [${error.code}]`;
  }
  if (error instanceof Error && 'code' in error) {
    if (error.code === 'EADDRINUSE') {
      return 'The port is taken by another program. Choose another one: PORT=3001 npm start';
    }
    if (error.code === 'EACCES') {
      return 'This port is not allowed for you. Choose one above 1023: PORT=3000 npm start';
    }
    if (error.code === 'EADDRNOTAVAIL') return 'HOST is not an address of this machine.';
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  console.error(`\n  ${explain(error)}\n`);
  process.exit(1);
});
