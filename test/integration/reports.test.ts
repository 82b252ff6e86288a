/** What learners report, over HTTP, and what those who run the server get of it. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Me } from '../../protocol/learner.ts';
import { MadeReport, REPORT_LIMIT } from '../../protocol/report.ts';
import { runCommand } from '../support/process.ts';
import { NO_ENGINE, startTestServer, type TestServer } from '../support/server.ts';

/** Commands are processes; a busy machine takes seconds for each. */
jest.setTimeout(120_000);

const ABOUT = { kind: 'verdict', lab: 'writable-layer', task: 'keep-it' };

const open: TestServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});
async function start(): Promise<TestServer> {
  const server = await startTestServer({ DOCKER_HOST: NO_ENGINE, HOLDFAST_LEARNERS: 'many' });
  open.push(server);
  return server;
}
const reports = (server: TestServer, ...args: string[]) =>
  runCommand(['npm', 'run', '-s', 'reports', '--', ...args], { HOLDFAST_DATA: server.dataDir });

describe('POST /api/reports', () => {
  it('takes what is short, and about something', async () => {
    const browser = await (await start()).browser();
    const status = async (body: object) =>
      (await browser.send('post', '/api/reports', body)).status;
    expect(await status({ about: ABOUT, words: 'x'.repeat(REPORT_LIMIT) })).toBe(201);
    expect(await status({ about: ABOUT, words: 'x'.repeat(REPORT_LIMIT + 1) })).toBe(400);
    expect(await status({ about: ABOUT, words: ' \n ' })).toBe(400);
    expect(await status({ about: { kind: 'lab', lab: 'x' }, words: 'x' })).toBe(400);
    expect(await status({ about: { ...ABOUT, task: 'none' }, words: 'x' })).toBe(404);
  });

  it('takes so many of one learner, whatever others do', async () => {
    const server = await start();
    const [one, other] = [await server.browser(), await server.browser()];
    const report = { about: { kind: 'lesson', lesson: '01-where-data-lives' }, words: 'Wrong.' };
    const codes = [];
    for (let n = 0; n < 11; n++)
      codes.push((await one.send('post', '/api/reports', report)).status);
    expect(codes).toEqual([...Array(10).fill(201), 429]);
    expect((await other.send('post', '/api/reports', report)).status).toBe(201);
  });
});

describe('npm run reports', () => {
  it('lists, exports and closes while the server runs; a learner takes theirs along', async () => {
    const server = await start();
    const browser = await server.browser();
    const learner = Me.parse((await browser.get('/api/me')).body).id;
    expect((await reports(server, 'list')).said).toBe('No report is open.\n');
    const words = 'It says “rows are gone”.\n\u001b[2JThey are not.';
    const { body } = await browser.send('post', '/api/reports', { about: ABOUT, words });
    const { id } = MadeReport.parse(body);

    const { said } = await reports(server, 'list');
    expect(said).toContain(`${id}  2`);
    expect(said).toContain(`learner ${learner}`);
    expect(said).toContain('task keep-it of lab writable-layer');
    expect(said).toContain('“rows are gone”.\n    \uFFFD[2JThey are not.');

    const file = join(server.dataDir, 'reports.json');
    expect(await reports(server, 'export', file)).toEqual({ code: 0, said: '' });
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject([{ id, about: ABOUT, words }]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    expect(await reports(server, 'close', id)).toMatchObject({ code: 0 });
    expect((await reports(server, 'list')).said).toBe('No report is open.\n');
    expect(await reports(server, 'close', id)).toMatchObject({ code: 1 });
    expect(await reports(server, 'close')).toMatchObject({ code: 64 });

    const mine = (await browser.get('/api/me/export')).body.reports;
    expect(mine).toMatchObject([{ id, words, task: 'keep-it', context: { checked: null } }]);
    await browser.send('delete', '/api/me', { confirm: 'delete' });
    expect((await reports(server, 'export')).said).toBe('[]\n');
  });
});
