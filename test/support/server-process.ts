/** A server in a process of its own, as `npm start` runs it: one that can be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, openBrowser, root } from './server.ts';

export interface ServerProcess {
  readonly url: string;
  browser(): Promise<Browser>;
  /** Resolves when it has ended. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

const ADDRESS = /Holdfast is ready: (http:\S+)/;

export async function startServerProcess(
  dataDir: string,
  env: Record<string, string> = {},
): Promise<ServerProcess> {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', 'tsx', join(root, 'server', 'main.ts')],
    {
      cwd: root,
      env: {
        ...process.env,
        PORT: '0',
        HOLDFAST_DATA: dataDir,
        HOLDFAST_POOL: '0',
        HOLDFAST_LOG: 'fatal',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const exited = once(child, 'exit');
  const url = await addressOf(child);
  const browsers: Browser[] = [];
  return {
    url,
    async browser() {
      const browser = await openBrowser(url);
      browsers.push(browser);
      return browser;
    },
    async kill(signal) {
      for (const browser of browsers) browser.close();
      child.kill(signal);
      await exited;
    },
  };
}

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: stdout })) {
    const address = ADDRESS.exec(line)?.[1];
    if (address === undefined) continue;
    stdout.resume();
    return address.replace('localhost', '127.0.0.1');
  }
  throw new Error('the server ended before it listened');
}
