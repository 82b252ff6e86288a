/** The database in trouble, for real: locked, read-only, copied while it is written to. */
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import Database from 'better-sqlite3';
import { databaseFile } from '../../server/store/files.ts';
import { openStore } from '../../server/store/open.ts';
import { runCommand, spawnServer } from '../support/process.ts';
import { eventually, NO_ENGINE, startTestServer, type TestServer } from '../support/server.ts';

/** Processes are started, one after another; a busy machine takes seconds for each. */
jest.setTimeout(120_000);

let dataDir: string;
let server: TestServer | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'holdfast-store-'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

const start = async (): Promise<TestServer> => {
  server = await startTestServer({ DOCKER_HOST: NO_ENGINE }, dataDir);
  return server;
};
const LESSON = '/api/lessons/01-where-data-lives';
const done = async (of: TestServer, value = true) =>
  (await of.browser()).send('put', `${LESSON}/progress`, { done: value });
const progress = async (of: TestServer) =>
  (await (await of.browser()).get(LESSON)).body.progress.state;

/** Root may write to everything; without this capability it is a user like another. */
const AS_USER =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override', '--inh-caps=-all'] : [];

/** Starts a server that is expected not to come up. */
async function refusedStart(): Promise<string> {
  const { ended, said } = spawnServer({ HOLDFAST_DATA: dataDir }, AS_USER);
  expect(await ended).toBe(1);
  return said();
}

async function keepSomething(): Promise<void> {
  expect((await done(await start())).status).toBe(200);
  await server?.end();
}

describe('a database that is read-only', () => {
  it('keeps the server from starting, says so, and loses nothing', async () => {
    await keepSomething();
    await chmod(databaseFile(dataDir), 0o400);
    expect(await refusedStart()).toMatch(/holdfast\.sqlite: .*written to.*\[store\.readOnly\]/s);
    await chmod(databaseFile(dataDir), 0o600);
    await server?.end();
    expect(await progress(await start())).toBe('done');
  });

  it('also when it is the folder', async () => {
    await keepSomething();
    await chmod(dataDir, 0o500);
    expect(await refusedStart()).toMatch(/\[store\.readOnly\]/);
    await chmod(dataDir, 0o700);
    expect(await progress(await start())).toBe('done');
  });
});

describe('a database that another program has locked', () => {
  const lock = (): Database.Database => {
    const other = new Database(databaseFile(dataDir));
    other.exec('BEGIN IMMEDIATE');
    return other;
  };

  it('keeps the server from starting, says so, and loses nothing', async () => {
    await keepSomething();
    const other = lock();
    expect(await refusedStart()).toMatch(/locked by another program.*\[store\.locked\]/s);
    other.close();
    expect(await progress(await start())).toBe('done');
  });

  it('answers reading, refuses changes with a code, and takes them again afterwards', async () => {
    const running = await start();
    await done(running);
    const other = lock();
    const refused = await done(running, false);
    expect([refused.status, refused.body.error.code]).toEqual([503, 'store.locked']);
    expect(await progress(running)).toBe('done');
    other.close();
    expect((await done(running, false)).status).toBe(200);
    expect(await progress(running)).toBe('started');
  });
});

describe('a database that another program writes to', () => {
  it('is read anew, whatever the server had in memory', async () => {
    const running = await start();
    await done(running, false);
    expect([await progress(running), await progress(running)]).toEqual(['started', 'started']);
    const other = new Database(databaseFile(dataDir));
    other.exec('UPDATE lesson_progress SET done_at = 1');
    await eventually(async () => (await progress(running)) === 'done');
    other.exec('DELETE FROM lesson_progress');
    other.close();
    await eventually(async () => (await progress(running)) === 'untouched');
  });
});

/** Changes something again and again, no more often than one address may. */
function writeOn(url: string): { acknowledged(): number; end(): Promise<void> } {
  let acknowledged = 0;
  let ended = false;
  const work = (async () => {
    while (!ended) {
      const response = await fetch(`${url}${LESSON}/progress`, {
        method: 'PUT',
        headers: { 'x-holdfast': '1', 'content-type': 'application/json' },
        body: JSON.stringify({ done: true }),
      });
      if (response.ok) acknowledged = (await response.json()).doneAt;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  })();
  return {
    acknowledged: () => acknowledged,
    async end() {
      ended = true;
      await work;
    },
  };
}

describe('npm run backup and npm run restore', () => {
  const npm = (script: string, ...args: string[]) =>
    runCommand(['npm', 'run', '-s', script, '--', ...args], { HOLDFAST_DATA: dataDir });

  it('keep and bring back all that was acknowledged, with the server at work', async () => {
    const running = spawnServer({ HOLDFAST_DATA: dataDir, HOLDFAST_LOG: 'warn' });
    const writer = writeOn(await running.url);
    const file = join(dataDir, 'taken.sqlite');
    let before = 0;
    try {
      before = await eventually(async () => writer.acknowledged());
      expect(await npm('backup', file)).toMatchObject({ code: 0 });
      const refused = await npm('restore', file);
      expect([refused.code, refused.said]).toEqual([1, expect.stringContaining('store.inUse')]);
    } finally {
      await writer.end();
      running.child.kill('SIGTERM');
      await running.ended;
    }

    expect(await npm('restore', file)).toMatchObject({ code: 0 });
    const store = await openStore(dataDir);
    const row = await store.selectFrom('lesson_progress').select('done_at').executeTakeFirst();
    await store.destroy();
    expect(row?.done_at).toBeGreaterThanOrEqual(before);
    expect(row?.done_at).toBeLessThan(writer.acknowledged());
    expect(await readdir(join(dataDir, 'backups'))).toHaveLength(1);
  });
});
