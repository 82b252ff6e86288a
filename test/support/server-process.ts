/** The server as a user starts it: a process of its own beside a real engine, which can be killed. */
import { readFile } from 'node:fs/promises';
import { spawnServer } from './process.ts';
import { type Browser, openBrowser } from './server.ts';

export interface ServerProcess {
  readonly url: string;
  readonly port: number;
  browser(): Promise<Browser>;
  /** Bytes that the process has in memory now. */
  memory(): Promise<number>;
  /** Resolves when it has ended. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/**
 * Resolves when it listens.
 * @param env `PORT` where it has to be a certain one
 */
export async function startServerProcess(
  dataDir: string,
  env: Record<string, string> = {},
): Promise<ServerProcess> {
  const { child, ended, ...spawned } = spawnServer({
    DOCKER_HOST: process.env.DOCKER_HOST ?? '',
    HOLDFAST_DATA: dataDir,
    HOLDFAST_POOL: '0',
    HOLDFAST_LOG: 'fatal',
    ...env,
  });
  const url = await spawned.url;
  const browsers: Browser[] = [];
  return {
    url,
    port: Number(new URL(url).port),
    async browser() {
      const browser = await openBrowser(url);
      browsers.push(browser);
      return browser;
    },
    memory: () => residentMemory(child.pid ?? 0),
    async kill(signal) {
      for (const browser of browsers) browser.close();
      child.kill(signal);
      await ended;
    },
  };
}

async function residentMemory(pid: number): Promise<number> {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib) * 1024;
}
