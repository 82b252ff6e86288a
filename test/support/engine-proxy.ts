/** A way to the machine's engine that can be made to fail, request by request or altogether. */
import http from 'node:http';
import net from 'node:net';
import { socketFile } from './unix-socket.ts';

export type Fault =
  /** The engine answers 500 and has done nothing. */
  | 'refused'
  /** The connection breaks before the engine has seen the request. */
  | 'lost'
  /** The connection breaks after the engine has done what was asked. */
  | 'unanswered';

export interface EngineProxy {
  /** For `DOCKER_HOST`. */
  readonly address: string;
  /** The next request whose method and path match fails in this way. */
  fail(pattern: RegExp, fault: Fault): void;
  /** The engine goes away, with all connections. */
  stop(): Promise<void>;
  /** And comes back. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function startEngineProxy(enginePath = '/var/run/docker.sock'): Promise<EngineProxy> {
  const file = await socketFile();
  const planned: Array<{ pattern: RegExp; fault: Fault }> = [];

  function faultFor(request: http.IncomingMessage): Fault | undefined {
    const at = planned.findIndex(({ pattern }) => pattern.test(`${request.method} ${request.url}`));
    return at === -1 ? undefined : planned.splice(at, 1)[0]?.fault;
  }

  function create(): http.Server {
    const server = http.createServer((request, response) => {
      const fault = faultFor(request);
      if (fault === 'lost') {
        request.socket.destroy();
        return;
      }
      if (fault === 'refused') {
        response.writeHead(500, { 'content-type': 'application/json' });
        response.end('{"message":"made to fail"}');
        return;
      }
      const { method, url, headers } = request;
      const forwarded = http.request(
        { socketPath: enginePath, method, path: url, headers, agent: false },
        (answer) => {
          if (fault === 'unanswered') {
            request.socket.destroy();
            answer.resume();
            return;
          }
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          response.flushHeaders();
          answer.pipe(response);
        },
      );
      forwarded.on('error', () => request.socket.destroy());
      response.on('close', () => forwarded.destroy());
      request.pipe(forwarded);
    });
    server.on('upgrade', (request: http.IncomingMessage, client: net.Socket, head: Buffer) => {
      client.on('error', () => {});
      const fault = faultFor(request);
      if (fault === 'refused') {
        client.end(
          'HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: close\r\n\r\n',
        );
        return;
      }
      if (fault !== undefined) {
        client.destroy();
        return;
      }
      const engine = net.connect({ path: enginePath, allowHalfOpen: true });
      engine.on('error', () => client.destroy());
      client.on('close', () => engine.destroy());
      engine.on('close', () => client.destroy());
      const lines = Array.from({ length: request.rawHeaders.length / 2 }, (_, index) =>
        [request.rawHeaders[2 * index], request.rawHeaders[2 * index + 1]].join(': '),
      );
      engine.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      engine.write(head);
      client.pipe(engine);
      engine.pipe(client);
    });
    return server;
  }

  await file.listen(create());
  return {
    address: `unix://${file.path}`,
    fail(pattern, fault) {
      planned.push({ pattern, fault });
    },
    stop: () => file.stop(),
    start: () => file.listen(create()),
    close: () => file.remove(),
  };
}
