import { describe, expect, it } from '@jest/globals';
import { createApi } from './api.ts';

interface Sent {
  url: string;
  init: RequestInit;
}

/** An API whose server gives one answer, and what was sent to it. */
function apiAnswering(answer: () => Response) {
  const sent: Sent[] = [];
  const reports: string[] = [];
  const api = createApi(
    (url, init) => {
      sent.push({ url: String(url), init: init ?? {} });
      return Promise.resolve(answer());
    },
    (text) => reports.push(text),
  );
  return { api, sent, reports };
}

const json =
  (body: unknown, status = 200) =>
  () =>
    Response.json(body, { status });
const me = { id: 'a'.repeat(20), mode: 'single', hasRecoveryCode: false };

describe('createApi', () => {
  it('gives the checked answer', async () => {
    const { api, sent } = apiAnswering(json({ ...me, extra: 1 }));
    expect(await api.me()).toEqual(me);
    expect(sent[0]?.url).toBe('/api/me');
  });

  it('proves the origin of changes, and of changes only', async () => {
    const { api, sent } = apiAnswering(json({ state: 'done', doneAt: 5 }));
    await api.setLessonDone('01-a', true);
    await api.me().catch(() => {});
    expect(new Headers(sent[0]?.init.headers).get('x-holdfast')).toBe('1');
    expect(sent[0]?.init.body).toBe('{"done":true}');
    expect(new Headers(sent[1]?.init.headers).has('x-holdfast')).toBe(false);
  });

  it('throws a refusal with its code, message and id', async () => {
    const error = { code: 'session.limit', message: 'Stop a lab first.', id: 'q7' };
    const { api } = apiAnswering(json({ error }, 409));
    await expect(api.startSession({ kind: 'lab', slug: 'x' })).rejects.toMatchObject(error);
  });

  it('says so when an answer has another shape', async () => {
    const { api, reports } = apiAnswering(json({ id: 1 }));
    await expect(api.me()).rejects.toMatchObject({ code: 'unreadable' });
    expect(reports[0]).toContain('/me');
  });

  it('takes a gateway’s error page and a broken connection for a server that is away', async () => {
    const gateway = apiAnswering(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
    await expect(gateway.api.me()).rejects.toMatchObject({ code: 'unreachable' });
    const broken = createApi(() => Promise.reject(new TypeError('fetch failed')));
    await expect(broken.me()).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('needs no body after a removal', async () => {
    const { api, sent } = apiAnswering(() => new Response(null, { status: 204 }));
    await api.removeSession('b'.repeat(20));
    expect(sent[0]?.init.method).toBe('DELETE');
  });

  it('keeps names in addresses from becoming paths', async () => {
    const { api, sent } = apiAnswering(json(null, 404));
    await api.lesson('../me?x').catch(() => {});
    expect(sent[0]?.url).toBe('/api/lessons/..%2Fme%3Fx');
  });
});
