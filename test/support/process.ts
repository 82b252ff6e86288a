/** A server as a process of its own, as `npm start` runs it: for what only a process can show. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { NO_ENGINE, root } from './server.ts';

export interface ServerProcess {
  readonly child: ChildProcess;
  /** Resolves when it says its address; rejects with what it said when it ends instead. */
  readonly url: Promise<string>;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** All that it has said so far, on both streams. */
  said(): string;
}

/**
 * Starts it on a free port, without an engine unless `env` names one. The caller ends it.
 * @param wrapper a program with arguments that runs the server in other circumstances
 */
export function spawnServer(
  env: Record<string, string>,
  wrapper: readonly string[] = [],
): ServerProcess {
  const [program = '', ...args] = [
    ...wrapper,
    process.execPath,
    '--import',
    'tsx',
    'server/main.ts',
  ];
  const { NODE_OPTIONS: _ours, ...inherited } = process.env;
  const child = spawn(program, args, {
    cwd: root,
    env: { ...inherited, PORT: '0', DOCKER_HOST: NO_ENGINE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const ended = once(child, 'close').then(
    ([code, signal]: (number | NodeJS.Signals | null)[]) => code ?? signal ?? null,
  );
  const url = new Promise<string>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      const port = /is ready: http:\/\/localhost:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    void ended.then((how) => reject(new Error(`the server ended (${how}): ${said}`)));
  });
  url.catch(() => {
    // Whoever waits for it hears of it.
  });
  return { child, url, ended, said: () => said };
}

/** Runs a command to its end. */
export async function runCommand(
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; said: string }> {
  const [program = '', ...args] = argv;
  const { NODE_OPTIONS: _ours, ...inherited } = process.env;
  const child = spawn(program, args, {
    cwd: root,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}
