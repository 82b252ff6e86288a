/** Lab hosts that wait: one database, several processes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, jest } from '@jest/globals';
import { newId } from '../../server/ids.ts';
import { createPoolRecords } from '../../server/labs/pool/records.ts';
import { createSessionRecords } from '../../server/labs/records.ts';
import { openStore } from '../../server/store/open.ts';

jest.setTimeout(120_000);

const SCRIPT = fileURLToPath(new URL('../support/claim-all.ts', import.meta.url));

describe('hosts that wait', () => {
  it('go to one session each, however many processes claim at once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-claims-'));
    const store = await openStore(folder);
    const [pool, sessions] = [createPoolRecords(store), createSessionRecords(store)];
    const learnerId = newId();
    await store
      .insertInto('learners')
      .values({ id: learnerId, role: 'learner', created_at: 0, recovery_hash: null })
      .execute();
    const hosts = Array.from({ length: 30 }, newId);
    for (const launchId of hosts) {
      await pool.add({ launchId, machine: 'local', base: 'now', at: 0 });
      await pool.ready(launchId, {});
    }
    const asking = [0, 1, 2].map(() => Array.from({ length: 20 }, newId));
    for (const [index, id] of asking.flat().entries()) {
      const place = { kind: 'lab', slug: `lab-${index}` } as const;
      await sessions.add({ id, launchId: id, learnerId, place, machine: 'local', at: 0 });
    }
    const children = asking.map((ids) =>
      spawn(process.execPath, ['--import', 'tsx', SCRIPT, folder, 'now', ...ids], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    try {
      const outputs = children.map(({ stdout }) => createInterface({ input: stdout }));
      await Promise.all(outputs.map((lines) => once(lines, 'line')));
      const got = outputs.map(async (lines) => {
        const all: string[] = [];
        lines.on('line', (line) => all.push(line));
        await once(lines, 'close');
        return all;
      });
      for (const { stdin } of children) stdin.write('\n');
      const pairs = (await Promise.all(got)).flat().map((line) => line.split(' '));
      expect(pairs).toHaveLength(hosts.length);
      expect(new Set(pairs.map(([, launchId]) => launchId))).toEqual(new Set(hosts));
      for (const [id = '', launchId] of pairs) {
        expect(await sessions.get(id)).toMatchObject({ launchId, state: 'starting' });
      }
      expect(await pool.list()).toEqual([]);
    } finally {
      for (const child of children) child.kill('SIGKILL');
      await store.destroy();
      await rm(folder, { recursive: true });
    }
  });
});
