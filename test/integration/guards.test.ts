/** What keeps others out, over real HTTP and real sockets, without an engine. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import supertest from 'supertest';
import { FailureBody } from '../../protocol/failure.ts';
import { Me } from '../../protocol/learner.ts';
import { NO_ENGINE, startTestServer, type TestServer } from '../support/server.ts';

let many: TestServer;

beforeAll(async () => {
  many = await startTestServer({ HOLDFAST_LEARNERS: 'many', DOCKER_HOST: NO_ENGINE });
});
afterAll(() => many.close());

/** supertest always sends its own Host. */
function statusWithHost(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (res) => {
      res.resume();
      resolve(res.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('the host name', () => {
  it('is refused unless it is known, on pages, the API and pictures alike', async () => {
    for (const path of ['/', '/api/status', '/content/lessons/x/y.svg', '/assets/x.js']) {
      expect(await statusWithHost(`${many.url}${path}`, 'evil.test')).toBe(421);
    }
    expect(await statusWithHost(`${many.url}/api/status`, 'localhost')).toBe(200);
  });
});

describe('changes', () => {
  const change = () => supertest(many.url).post('/api/me/recovery-code');

  it('need the same-origin proof', async () => {
    const { cookie } = await many.browser();
    const foreign = [
      change().set('Cookie', cookie),
      change().set('Cookie', cookie).set('X-Holdfast', '1').set('Origin', 'http://evil.test'),
      change().set('Cookie', cookie).set('X-Holdfast', '1').set('Sec-Fetch-Site', 'cross-site'),
      change().set('Cookie', cookie).set('X-Holdfast', '1').set('Sec-Fetch-Site', 'same-site'),
    ];
    for (const attempt of foreign) {
      const { status, body } = await attempt;
      expect(status).toBe(403);
      expect(FailureBody.parse(body).error.code).toBe('request.crossSite');
    }
  });

  it('go through with it', async () => {
    const browser = await many.browser();
    expect((await browser.send('post', '/api/me/recovery-code')).status).toBe(200);
  });
});

describe('answers to questions', () => {
  const path = '/api/lessons/01-where-data-lives/quiz/x/answer';

  it('need the same-origin proof and a learner, and nothing is told without one', async () => {
    const { cookie } = await many.browser();
    const foreign = await supertest(many.url).post(path).set('Cookie', cookie).send({});
    expect([foreign.status, foreign.body.error.code]).toEqual([403, 'request.crossSite']);
    const answer = { version: 'x', chosen: ['a'.repeat(12)] };
    const nobody = [
      supertest(many.url).get('/api/lessons/01-where-data-lives/quiz'),
      supertest(many.url).post(path).set('X-Holdfast', '1').send(answer),
    ];
    for (const attempt of nobody) {
      const { status, body } = await attempt;
      expect([status, body.error.code]).toEqual([401, 'learner.unknown']);
    }
  });
});

describe('what is kept of a learner', () => {
  const path = '/api/me';
  const remove = () => supertest(many.url).delete(path).send({ confirm: 'delete' });

  it('is given to that learner only, and to nobody without a cookie', async () => {
    const [one, other] = [await many.browser(), await many.browser()];
    const ids = await Promise.all(
      [one, other].map(async (by) => Me.parse((await by.get(path)).body).id),
    );
    const { body, headers } = await other.get('/api/me/export');
    expect(JSON.stringify(body)).toContain(ids[1]);
    expect(JSON.stringify(body)).not.toContain(ids[0]);
    expect(headers['cache-control']).toBe('no-store');
    const nobody = await supertest(many.url).get('/api/me/export');
    expect([nobody.status, nobody.body.error.code]).toEqual([401, 'learner.unknown']);
  });

  it('is deleted for that learner only, on proof of the same origin and with the word', async () => {
    const [one, other] = [await many.browser(), await many.browser()];
    const attempts: [supertest.Test, number, string][] = [
      [remove().set('Cookie', one.cookie), 403, 'request.crossSite'],
      [
        remove().set('Cookie', one.cookie).set('X-Holdfast', '1').set('Origin', 'http://evil.test'),
        403,
        'request.crossSite',
      ],
      [remove().set('X-Holdfast', '1'), 401, 'learner.unknown'],
      [one.send('delete', path), 400, 'request.invalid'],
      [one.send('delete', path, { confirm: 'yes' }), 400, 'request.invalid'],
    ];
    for (const [attempt, status, code] of attempts) {
      const answer = await attempt;
      expect([answer.status, answer.body.error.code]).toEqual([status, code]);
    }
    expect((await other.send('delete', path, { confirm: 'delete' })).status).toBe(200);
    expect((await other.get('/api/course')).status).toBe(401);
    expect((await one.get('/api/course')).status).toBe(200);
  });

  it('is neither given nor deleted as often as one likes', async () => {
    const browser = await many.browser();
    const until429 = async (ask: () => supertest.Test, most: number) => {
      for (let count = 0; count <= most; count++) {
        const { status, body, headers } = await ask();
        if (status === 429) return [body.error.code, Number(headers['retry-after']) > 0];
      }
    };
    const [exports, deletions] = [
      await until429(() => browser.get('/api/me/export'), 60),
      await until429(() => browser.send('delete', path, { confirm: 'no' }), 30),
    ];
    const refused = ['request.rateLimited', true];
    expect([exports, deletions]).toEqual([refused, refused]);
  });
});

describe('the handshake', () => {
  const attempt = (headers: Record<string, string>) =>
    new Promise<string>((resolve) => {
      const socket = io(many.url, {
        transports: ['websocket'],
        extraHeaders: headers,
        forceNew: true,
        reconnection: false,
      });
      const end = (how: string) => {
        socket.disconnect();
        resolve(how);
      };
      socket.once('connect', () => end('connected'));
      socket.once('connect_error', () => end('refused'));
    });

  it('is refused to another origin, to none, and to an unknown learner', async () => {
    const { cookie } = await many.browser();
    expect(await attempt({ Origin: 'http://evil.test', Cookie: cookie })).toBe('refused');
    expect(await attempt({ Cookie: cookie })).toBe('refused');
    expect(await attempt({ Origin: many.url })).toBe('refused');
    expect(await attempt({ Origin: many.url, Cookie: 'holdfast=abc.def' })).toBe('refused');
  });

  it('is granted to the page itself', async () => {
    const { cookie } = await many.browser();
    expect(await attempt({ Origin: many.url, Cookie: cookie })).toBe('connected');
  });
});

describe('bad input', () => {
  it('gets a 4xx with a code, whatever it is', async () => {
    const browser = await many.browser();
    const lesson = '/api/lessons/01-where-data-lives';
    const option = 'a'.repeat(12);
    const answer = (body: object, question = 'x') =>
      browser.send('post', `${lesson}/quiz/${question}/answer`, body);
    const attempts: [supertest.Test, number, string][] = [
      [browser.get('/api/nothing'), 404, 'notFound'],
      [browser.get('/api/lessons/none/quiz'), 404, 'lesson.notFound'],
      [answer({ version: 'x', chosen: [option] }), 404, 'question.notFound'],
      [answer({ version: 'x', chosen: [option] }, '..%2f..'), 404, 'question.notFound'],
      [
        browser.send('post', '/api/lessons/none/quiz/x/answer', { version: 'x', chosen: [option] }),
        404,
        'lesson.notFound',
      ],
      [answer({ version: 'x', chosen: [] }), 400, 'request.invalid'],
      [answer({ version: 'x', chosen: [option, option] }), 400, 'request.invalid'],
      [answer({ version: 'x', chosen: ['short'] }), 400, 'request.invalid'],
      [answer({ version: 7, chosen: [option] }), 400, 'request.invalid'],
      [answer({ version: 'x', chosen: Array(900).fill(option) }), 400, 'request.invalid'],
      [answer({ version: 'x'.repeat(20_000), chosen: [option] }), 413, 'request.tooLarge'],
      [browser.get('/api/lessons/..%2f..%2fetc'), 404, 'lesson.notFound'],
      [browser.get('/api/labs/none'), 404, 'lab.notFound'],
      [browser.get('/api/sessions'), 400, 'request.invalid'],
      [browser.get('/api/sessions/not-an-id'), 404, 'session.notFound'],
      [browser.send('post', '/api/sessions', { place: 7 }), 400, 'request.invalid'],
      [
        browser.send('post', '/api/sessions', { place: { kind: 'lab', slug: 'none' } }),
        404,
        'lab.notFound',
      ],
      [
        browser.send('post', '/api/me/recover', { code: 'x'.repeat(20_000) }),
        413,
        'request.tooLarge',
      ],
      [browser.send('post', '/api/me/recover', { code: 'WRONG-WRONG' }), 403, 'learner.codeWrong'],
      [
        browser.send('post', '/api/me/recover').set('Content-Type', 'application/json').send('{'),
        400,
        'request.invalid',
      ],
    ];
    for (const [attempt, status, code] of attempts) {
      const answer = await attempt;
      expect([answer.status, FailureBody.parse(answer.body).error.code]).toEqual([status, code]);
    }
  });

  it('over the socket gets a failure with a code, and the socket lives on', async () => {
    const socket = await (await many.browser()).socket();
    const bad: [Parameters<typeof socket.request>[0], unknown, string][] = [
      ['session:watch', null, 'request.invalid'],
      ['session:watch', { session: 'x', visible: true }, 'request.invalid'],
      ['session:watch', { session: 'a'.repeat(20), visible: true }, 'session.notFound'],
      ['terminal:open', { session: 'a'.repeat(20), cols: 80, rows: 24 }, 'session.notFound'],
      ['terminal:input', { terminal: 'a'.repeat(20), data: 7 }, 'request.invalid'],
      ['terminal:input', { terminal: 'a'.repeat(20), data: 'not a byte: €' }, 'request.invalid'],
      ['terminal:attach', { terminal: 'a'.repeat(20), cols: 80, rows: 24 }, 'terminal.notFound'],
      ['terminal:close', { terminal: 'a'.repeat(20) }, 'terminal.notFound'],
    ];
    for (const [event, payload, code] of bad) {
      expect(await socket.request(event, payload)).toMatchObject({ ok: false, error: { code } });
    }
    expect(socket.raw.connected).toBe(true);
  });
});

describe('the headers of an answer', () => {
  it('forbid scripts from elsewhere and inline, and framing', async () => {
    const { headers } = await supertest(many.url).get('/api/status');
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-powered-by']).toBeUndefined();
  });
});
