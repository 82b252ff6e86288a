/** A lab's share of the disk: told before it is used up, kept to, and free again when something is removed. */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LabHost } from '../../server/sandbox/types.ts';
import { inLab, must } from '../support/lab.ts';
import {
  imagesReady,
  onlyHost,
  PREPARE_MS,
  reaches,
  sessionOf,
  startLab,
} from '../support/labs.ts';
import { type Browser, eventually, startTestServer, type TestServer } from '../support/server.ts';

const place = { kind: 'lab', slug: 'writable-layer' } as const;
jest.setTimeout(240_000);

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  server = await startTestServer({ HOLDFAST_LAB_DISK: '1024' });
  await imagesReady(server.server.sandbox);
  browser = await server.browser();
}, PREPARE_MS);
afterAll(() => server.close());
afterEach(async () => {
  const { body } = await browser.get('/api/sessions/all');
  for (const { id } of body.sessions) await browser.send('delete', `/api/sessions/${id}`);
});

const shareOf = async (id: string) => (await sessionOf(browser, id)).disk;
const level = (id: string, wanted: string | undefined) =>
  eventually(async () => ((await shareOf(id))?.level ?? 'fine') === wanted && true);
/** States of processes, as ps has them, by the command line. */
const states = (host: LabHost, command: string) =>
  must(host, `ps -o stat= -p "$(pgrep -f '^${command}' | paste -sd,)" | cut -c1 | sort | uniq`);
const started = (host: LabHost, script: string) =>
  must(host, `(${script}) >/dev/null 2>&1 & sleep 0.3`);
/** Each of its writes is large enough to be noticed, and all of them to leave room for the test. */
const WRITER = `perl -e "open F, '>', shift; while (1) { syswrite F, 'x' x 2097152; select undef, undef, undef, 0.5 }"`;
const writerStates = (host: LabHost) => states(host, 'perl -e');
const size = (host: LabHost, file: string) => must(host, `stat -c %s ${file}`);

describe('a lab that takes much disk', () => {
  it('is told so at nine tenths, and not any more when that is removed', async () => {
    const { id } = await startLab(browser, place);
    const host = await onlyHost(server.server.sandbox);
    expect(await shareOf(id)).toBeNull();
    await must(host, 'fallocate -l 950M ~/large');
    await level(id, 'near');
    expect(await shareOf(id)).toMatchObject({ limitMiB: 1024, held: [] });
    await must(host, 'rm ~/large');
    await level(id, 'fine');
  });

  it('is kept to its share: writers are held, everything else goes on, and a removal frees them', async () => {
    const { id } = await startLab(browser, place);
    const host = await onlyHost(server.server.sandbox);
    await must(
      host,
      'docker run -d --name quiet busybox:1.37 sleep 1001; fallocate -l 1030M ~/large',
    );
    await started(host, `${WRITER} ~/more`);
    await started(host, "docker run --rm --name loud busybox:1.37 sh -c 'yes; sleep 1002'");
    await eventually(async () => {
      const held = (await shareOf(id))?.held ?? [];
      return held.includes('perl') && held.includes('yes');
    }, 120_000);
    expect(await writerStates(host)).toBe('T');
    expect(await states(host, 'sleep 1001')).toBe('S');
    const held = await size(host, '~/more');
    expect((await sessionOf(browser, id)).state).toBe('ready');

    // What makes room works: files, containers, volumes.
    await must(host, 'docker rm -f loud && docker run --rm busybox:1.37 true');
    expect(await size(host, '~/more')).toBe(held);
    await must(host, 'rm ~/large');
    await level(id, 'fine');
    expect(await writerStates(host)).not.toBe('T');
    await eventually(async () => (await size(host, '~/more')) !== held);
    await inLab(host, 'pkill perl');
  });

  it('goes on when it has been held by a server that was ended meanwhile', async () => {
    const { id } = await startLab(browser, place);
    let host = await onlyHost(server.server.sandbox);
    await must(host, 'fallocate -l 1030M ~/large');
    // What a terminal has started ends with the server; a container doesn't.
    await must(
      host,
      `docker run -d --name writer -v /root:/data debian:trixie-slim ${WRITER} /data/more`,
    );
    await eventually(async () => (await shareOf(id))?.held.includes('perl'), 120_000);
    await server.end();
    server = await startTestServer({ HOLDFAST_LAB_DISK: '1024' }, server.dataDir);
    await imagesReady(server.server.sandbox);
    browser = await server.browser();
    await reaches(browser, id, 'ready');
    host = await onlyHost(server.server.sandbox);
    expect(await writerStates(host)).toBe('T');
    await must(host, 'rm ~/large');
    await eventually(async () => (await writerStates(host)) !== 'T');
    await must(host, 'docker rm -f writer');
  });

  it('is stopped when nothing holds it, and can be resumed to make room', async () => {
    const { id } = await startLab(browser, place);
    const host = await onlyHost(server.server.sandbox);
    // It takes room without writing a byte.
    await started(
      host,
      `bash -c 'for ((size = 1100; size < 3000; size += 20)); do fallocate -l "$size"M ~/large; sleep 1; done'`,
    );
    const stopped = await reaches(browser, id, 'stopped');
    expect(stopped.stopReason).toBe('disk');
    await startLab(browser, place);
    await level(id, 'full');
    await must(await onlyHost(server.server.sandbox), 'rm ~/large');
    await level(id, 'fine');
  });
});
