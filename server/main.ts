/** Reads the configuration, starts the server, prints its address, and ends in order. */
import { fileURLToPath } from 'node:url';
import { ConfigError, readConfig } from './config.ts';
import { AppError } from './errors.ts';
import { createLog } from './log.ts';
import { startServer } from './server.ts';

/** Beyond this, what has not ended is left to the operating system. */
const SHUTDOWN_MS = 10_000;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const root = fileURLToPath(new URL('..', import.meta.url));
  const server = await startServer({ config, root, log });
  const { host, port } = server.address;
  const name = host === '127.0.0.1' || host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  console.log(`\n  Holdfast is ready: http://${name.includes(':') ? `[${name}]` : name}:${port}\n`);

  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    log.info('closing; labs go on');
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'closing');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
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
