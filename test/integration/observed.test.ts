/** What the log and the metrics say of a real lab, from its start to its end. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import supertest from 'supertest';
import { LabSession } from '../../protocol/session.ts';
import { captureLog } from '../support/log-lines.ts';
import { eventually, startTestServer, type TestServer } from '../support/server.ts';

jest.setTimeout(180_000);
/** The first start may build the images. */
const PREPARE_MS = 15 * 60_000;

const { log, text, find } = captureLog('trace');
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ HOLDFAST_LEARNERS: 'many' }, undefined, { log });
  await eventually(async () => server.server.sandbox.imagesStatus().state === 'ready', PREPARE_MS);
}, PREPARE_MS);
afterAll(() => server.close());

const TYPED = 'typed-by-a-learner';

describe('a lab from start to end', () => {
  it('is told with its phases, and without a word that was typed in it', async () => {
    const browser = await server.browser();
    const learner = (await browser.get('/api/me')).body.id;
    const state = async (id: string): Promise<LabSession> =>
      LabSession.parse((await browser.get(`/api/sessions/${id}`)).body);
    const place = { kind: 'lab', slug: 'writable-layer' };
    const { id } = (await browser.send('post', '/api/sessions', { place })).body;
    const reached = (wanted: string) => eventually(async () => (await state(id)).state === wanted);
    await reached('ready');

    const socket = await browser.socket();
    let output = '';
    socket.raw.on('terminal:output', ({ data }) => {
      output += Buffer.from(data).toString();
    });
    const size = { cols: 80, rows: 24 };
    const opened = await socket.request('terminal:open', { session: id, ...size });
    if (!opened.ok) throw new Error(opened.error.message);
    const { terminal } = opened.value;
    const attached = await socket.request('terminal:attach', { terminal, ...size });
    if (!attached.ok) throw new Error(attached.error.message);
    // The prompt may have been there before anybody looked.
    output = Buffer.from(attached.value.data).toString() + output;
    await eventually(async () => output.includes('docker-host'));
    // As a person does, after a look at the prompt.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const keys = `echo ${TYPED} > /root/${TYPED}; false\n`;
    for (const key of keys) {
      await socket.request('terminal:input', { terminal, data: Buffer.from(key) });
    }
    await eventually(async () => output.split(TYPED).length > 2);

    await browser.send('post', `/api/sessions/${id}/check`);
    await eventually(async () => (await state(id)).check?.state === 'finished');
    await browser.send('post', `/api/sessions/${id}/stop`);
    await reached('stopped');
    await eventually(async () => find('lab stop').length > 0);

    const number = expect.any(Number);
    const who = { session: id, learner };
    expect(find('lab start')).toMatchObject([
      {
        ...who,
        level: 'info',
        place: 'lab/writable-layer',
        end: 'done',
        ms: number,
        phases: { waiting: number, create: number, start: number, engine: number, prepare: number },
      },
    ]);
    const [check] = find('check');
    expect(check).toMatchObject({ ...who, lab: 'writable-layer', ms: number });
    const tasks = (await state(id)).tasks.map((task) => task.id);
    expect(Object.keys(check?.tasks ?? {})).toEqual(tasks);
    expect(find('lab stop')).toMatchObject([{ ...who, end: 'done', phases: { stop: number } }]);
    expect(text()).not.toContain(TYPED);

    const metrics = (await supertest(server.url).get('/metrics')).text;
    for (const line of [
      /^holdfast_lab_journey_seconds_count\{kind="start",end="done"\} 1$/m,
      /^holdfast_lab_phase_seconds_count\{kind="start",phase="engine"\} 1$/m,
      /^holdfast_lab_journey_seconds_count\{kind="stop",end="done"\} 1$/m,
      /^holdfast_labs\{state="stopped"\} 1$/m,
      /^holdfast_check_seconds_count 1$/m,
      /^holdfast_grader_run_seconds_count\{step="observe",outcome="\w+"\} [1-9]/m,
      /^holdfast_echo_seconds_count [1-9]/m,
      /^holdfast_terminal_bytes_total\{direction="out"\} [1-9]/m,
    ]) {
      expect(metrics).toMatch(line);
    }
    expect(metrics).toMatch(
      new RegExp(`^holdfast_terminal_bytes_total{direction="in"} ${keys.length}$`, 'm'),
    );
  });
});
