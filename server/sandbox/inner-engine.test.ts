import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type SocketFile, socketFile } from '../../test/support/unix-socket.ts';
import { type ClosableInnerEngine, createInnerEngine } from './inner-engine.ts';

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

describe('createInnerEngine', () => {
  let file: SocketFile;
  let server: http.Server;
  let handler: Handler;
  let engine: ClosableInnerEngine;
  let dialled: net.Socket[];

  beforeEach(async () => {
    handler = (_request, response) => response.end('OK');
    dialled = [];
    file = await socketFile();
    server = http.createServer((request, response) => handler(request, response));
    await file.listen(server);
    engine = createInnerEngine(async () => {
      const socket = net.connect(file.path);
      dialled.push(socket);
      await once(socket, 'connect');
      return socket;
    });
  });

  afterEach(async () => {
    engine.close();
    await file.remove();
  });

  it('sends method, path and JSON, and returns status, headers and body', async () => {
    handler = async (request, response) => {
      const said = `${request.method} ${request.url} ${request.headers['content-type']} ${await text(request)}`;
      response.writeHead(201, { 'x-said': 'yes' }).end(said);
    };
    const answer = await engine.request('POST', '/containers/create?name=a', {
      json: { Image: 'b' },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers['x-said']).toBe('yes');
    expect(answer.body.toString()).toBe(
      'POST /containers/create?name=a application/json {"Image":"b"}',
    );
  });

  it('uses one connection for requests that follow each other', async () => {
    for (let n = 0; n < 20; n++) await engine.request('GET', '/_ping');
    expect(dialled).toHaveLength(1);
  });

  it('has at most eight requests under way, and answers all of a burst', async () => {
    let inside = 0;
    let most = 0;
    handler = (_request, response) => {
      inside++;
      most = Math.max(most, inside);
      setTimeout(() => {
        inside--;
        response.end('OK');
      }, 10);
    };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => engine.request('GET', '/_ping')),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(most).toBe(8);
    // What is kept afterwards.
    expect(dialled.filter((socket) => !socket.destroyed).length).toBeLessThanOrEqual(8);
  });

  it('refuses a body that is too large and hangs up', async () => {
    handler = (_request, response) => response.end(Buffer.alloc(2000));
    await expect(engine.request('GET', '/', { maxBytes: 1999 })).rejects.toMatchObject({
      code: 'lab.answerTooLarge',
    });
    expect(dialled[0]?.destroyed).toBe(true);
    expect((await engine.request('GET', '/', { maxBytes: 2000 })).body).toHaveLength(2000);
  });

  it('gives up after the time allowed and hangs up', async () => {
    const asked = new Promise<void>((resolve) => {
      handler = () => resolve();
    });
    const answer = engine.request('GET', '/', { timeoutMs: 50 });
    await expect(answer).rejects.toMatchObject({ code: 'lab.timeout' });
    await asked;
    expect(dialled[0]?.destroyed).toBe(true);
  });

  it('ends with the caller’s own reason when the caller aborts', async () => {
    const controller = new AbortController();
    handler = () => controller.abort('left');
    await expect(engine.request('GET', '/', { signal: controller.signal })).rejects.toBe('left');
  });

  it('asks again over a new connection when a kept one turns out to be dead', async () => {
    await engine.request('GET', '/_ping');
    let hangUps = 1;
    handler = (request, response) => {
      if (hangUps-- > 0) request.socket.destroy();
      else response.end('OK');
    };
    expect((await engine.request('GET', '/_ping')).status).toBe(200);
    expect(dialled).toHaveLength(2);
  });

  it('does not repeat what may have had an effect', async () => {
    await engine.request('GET', '/_ping');
    let posts = 0;
    handler = (request) => {
      posts++;
      request.socket.destroy();
    };
    await expect(engine.request('POST', '/containers/create')).rejects.toMatchObject({
      code: 'lab.unreachable',
    });
    expect(posts).toBe(1);
  });

  it('says that the lab cannot be reached when there is nothing to connect to', async () => {
    await file.stop();
    await expect(engine.request('GET', '/_ping')).rejects.toMatchObject({
      code: 'lab.unreachable',
    });
  });

  it('closes every connection, and fails what is under way', async () => {
    await engine.request('GET', '/_ping');
    handler = () => engine.close();
    await expect(engine.request('GET', '/')).rejects.toMatchObject({ code: 'lab.unreachable' });
    await expect(engine.request('GET', '/')).rejects.toMatchObject({ code: 'lab.unreachable' });
    expect(dialled.every((socket) => socket.destroyed)).toBe(true);
  });

  describe('events', () => {
    it('yields each event as it comes, until the caller has had enough', async () => {
      const controller = new AbortController();
      handler = (request, response) => {
        expect(request.url).toBe('/events?since=12.5');
        response.write('{"n":1}\n{"n"');
        setTimeout(() => response.write(':2}\n'), 10);
      };
      const seen: unknown[] = [];
      for await (const event of engine.events({ since: 12.5, signal: controller.signal })) {
        seen.push(event);
        if (seen.length === 2) controller.abort();
      }
      expect(seen).toEqual([{ n: 1 }, { n: 2 }]);
      expect(dialled[0]?.destroyed).toBe(true);
    });

    it.each<[string, (controller: AbortController) => void]>([
      ['the caller aborts', (controller) => controller.abort()],
      ['the connections are closed', () => engine.close()],
    ])('ends when %s before there is a connection', async (_what, end) => {
      const controller = new AbortController();
      const first = engine.events({ signal: controller.signal })[Symbol.asyncIterator]().next();
      end(controller);
      const outcome = await first.catch((error) => error.code);
      expect(outcome).toEqual(
        controller.signal.aborted ? { done: true, value: undefined } : 'lab.unreachable',
      );
      expect(dialled.every((socket) => socket.destroyed)).toBe(true);
    });

    it('hangs up when the caller leaves the loop', async () => {
      handler = (_request, response) => response.write('{"n":1}\n');
      const controller = new AbortController();
      for await (const _event of engine.events({ signal: controller.signal })) break;
      expect(dialled[0]?.destroyed).toBe(true);
    });

    it.each<[string, Handler]>([
      ['goes away', (request) => request.socket.destroy()],
      ['ends the stream', (_request, response) => response.end('{"n":1}\n')],
      ['refuses', (_request, response) => response.writeHead(500).end('{"message":"no"}')],
      ['sends what is no JSON', (_request, response) => response.write('hello\n')],
      [
        'sends a line without end',
        (_request, response) => response.write(Buffer.alloc(300_000, 97)),
      ],
    ])('throws when the engine %s', async (_what, misbehave) => {
      handler = misbehave;
      const read = async () => {
        const controller = new AbortController();
        for await (const _event of engine.events({ signal: controller.signal })) {
          // Events before the end do no harm.
        }
      };
      await expect(read()).rejects.toMatchObject({ code: 'lab.unreachable' });
      expect(dialled[0]?.destroyed).toBe(true);
    });
  });
});
