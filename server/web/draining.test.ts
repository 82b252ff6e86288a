import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { captureLog } from '../../test/support/log-lines.ts';
import { createDraining, type Draining } from './draining.ts';
import { failureHandler } from './failures.ts';

let http: Server;
let draining: Draining;
let agent: Agent;
let port: number;
let told = 0;
/** Ends what is under way. */
let release: (() => void)[] = [];
let work: Promise<unknown> = Promise.resolve();

beforeEach(async () => {
  told = 0;
  release = [];
  work = Promise.resolve();
  http = createServer();
  draining = createDraining({
    http,
    tell: () => {
      told += 1;
    },
    idle: () => [work],
  });
  const app = express();
  app.post('/', draining.guard);
  app.all('/', (_req, res) => {
    res.send('done');
  });
  app.get('/slow', (_req, res) => {
    release.push(() => res.send('done'));
  });
  app.use(failureHandler(captureLog().log));
  http.on('request', app);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  ({ port } = http.address() as AddressInfo);
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
});
afterEach(() => {
  agent.destroy();
  http.closeAllConnections();
});

/** Over one connection, which is kept for the next. */
function ask(method: string, path = '/'): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', method, path, agent }, (res) => {
      let body = '';
      res.on('data', (chunk) => {
        body += chunk;
      });
      res.on('end', () => resolve({ status: res.statusCode ?? 0, body }));
    })
      .on('error', reject)
      .end();
  });
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 20));
const LONG_MS = 20_000;

describe('draining', () => {
  it('waits for requests that are being answered', async () => {
    const slow = ask('GET', '/slow');
    while (release.length === 0) await turn();
    let over = false;
    const drained = draining.begin(LONG_MS).then(() => {
      over = true;
    });
    await turn();
    expect([told, over]).toEqual([1, false]);
    release[0]?.();
    expect(await slow).toEqual({ status: 200, body: 'done' });
    await drained;
  });

  it('waits for what else is under way, and no longer than it is told', async () => {
    let end = (): void => {};
    work = new Promise<void>((resolve) => {
      end = resolve;
    });
    await draining.begin(20);
    let over = false;
    const drained = draining.begin(LONG_MS).then(() => {
      over = true;
    });
    await turn();
    expect(over).toBe(false);
    end();
    await drained;
  });

  it('refuses changes that come over a connection of before', async () => {
    const slow = ask('GET', '/slow');
    while (release.length === 0) await turn();
    const change = ask('POST');
    const drained = draining.begin(LONG_MS);
    release[0]?.();
    await slow;
    const { status, body } = await change;
    expect([status, JSON.parse(body).error.code]).toEqual([503, 'server.closing']);
    await drained;
  });

  it('answers questions that come over such a connection, and closes it then', async () => {
    const slow = ask('GET', '/slow');
    while (release.length === 0) await turn();
    const question = ask('GET');
    const drained = draining.begin(LONG_MS);
    release[0]?.();
    await slow;
    expect(await question).toEqual({ status: 200, body: 'done' });
    await drained;
    await expect(ask('GET')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
