import http from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { type SocketFile, socketFile } from '../../test/support/unix-socket.ts';
import { type EngineWatch, watchEngine } from './engine-watch.ts';
import { findMachine } from './machine.ts';

const LAUNCH = 'abcdefghij0123456789';

/** An engine as far as being found and watched goes. */
class Engine {
  version: Record<string, unknown> = { Version: '20.10.24', ApiVersion: '1.41' };
  info: Record<string, unknown> = { OSType: 'linux', Runtimes: { runc: {} } };
  readonly asked: string[] = [];
  #listener: http.ServerResponse | undefined;

  readonly server = http.createServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/v\d\.\d+/, '');
    this.asked.push(request.url ?? '');
    const json = (value: unknown) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (path === '/version') json(this.version);
    else if (path === '/info') json(this.info);
    else if (path.startsWith('/events')) {
      response.writeHead(200).flushHeaders();
      this.#listener = response;
    } else response.writeHead(404).end('{"message":"page not found"}');
  });

  die(labels: Record<string, string>): void {
    const event = { Type: 'container', Action: 'die', Actor: { ID: 'x', Attributes: labels } };
    this.#listener?.write(`${JSON.stringify(event)}\n`);
  }
}

describe('watchEngine', () => {
  let file: SocketFile;
  let watch: EngineWatch | undefined;
  let changes: string[];
  let connections: number;
  let deaths: string[];
  let happened: () => void;

  beforeEach(async () => {
    file = await socketFile();
    changes = [];
    deaths = [];
    connections = 0;
    happened = () => {};
  });

  afterEach(async () => {
    await watch?.close();
    await file.remove();
  });

  function start(config: { runtime?: string } = {}): EngineWatch {
    const created = watchEngine({
      installation: 'installation1',
      find: () =>
        findMachine({
          installation: 'installation1',
          limits: { memoryMiB: 1, cpus: 1, pids: 1, diskMiB: 1 },
          dockerHost: `unix://${file.path}`,
          ...config,
        }),
      log: pino({ level: 'silent' }),
      onStatus: () => {
        const status = created.status();
        changes.push(
          status.state === 'unavailable' ? (status.problems[0]?.code ?? '') : status.state,
        );
        happened();
      },
      onConnected: () => {
        connections++;
        happened();
      },
      onDeath: (launchId) => {
        deaths.push(launchId);
        happened();
      },
    });
    watch = created;
    return created;
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        happened = resolve;
      });
    }
  }

  it('finds an engine and speaks its version', async () => {
    const engine = new Engine();
    await file.listen(engine.server);
    const { status, machine } = start();
    expect(status()).toEqual({ state: 'checking' });
    await until(() => connections === 1);
    expect(status()).toEqual({ state: 'ready', version: '20.10.24', apiVersion: '1.41' });
    expect(machine()?.appArmor).toBe(false);
    expect(engine.asked.at(-1)).toMatch(/^\/v1\.41\/events/);
  });

  it('speaks no newer version than it knows, and sees AppArmor', async () => {
    const engine = new Engine();
    engine.version = { Version: '99.0.0', ApiVersion: '1.99' };
    engine.info = { ...engine.info, SecurityOptions: ['name=apparmor', 'name=seccomp'] };
    await file.listen(engine.server);
    const { status, machine } = start();
    await until(() => connections === 1);
    expect(status()).toMatchObject({ state: 'ready', apiVersion: '1.51' });
    expect(machine()?.appArmor).toBe(true);
  });

  it('notices that the engine goes away and that it comes back', async () => {
    await file.listen(new Engine().server);
    const { machine, recheck } = start();
    await until(() => connections === 1);
    await file.stop();
    await until(() => changes.length === 2);
    expect(machine()).toBeUndefined();
    await file.listen(new Engine().server);
    await recheck();
    await until(() => connections === 2);
    expect(changes).toEqual([
      'ready',
      expect.stringMatching(/^engine\.(absent|stopped)$/),
      'ready',
    ]);
  });

  it('tells of the end of lab hosts, and of nothing else', async () => {
    const engine = new Engine();
    await file.listen(engine.server);
    start();
    await until(() => connections === 1);
    engine.die({ 'org.holdfast.launch': 'not a launch' });
    engine.die({});
    engine.die({ 'org.holdfast.launch': LAUNCH });
    await until(() => deaths.length > 0);
    expect(deaths).toEqual([LAUNCH]);
    const filters = new URL(engine.asked.at(-1) ?? '', 'http://engine').searchParams.get('filters');
    expect(JSON.parse(filters ?? '')).toEqual({
      type: ['container'],
      event: ['die'],
      label: ['org.holdfast.installation=installation1', 'org.holdfast.role=lab'],
    });
  });

  it.each<[string, Partial<Pick<Engine, 'version' | 'info'>>, { runtime?: string }]>([
    ['engine.tooOld', { version: { Version: '19.03.15', ApiVersion: '1.40' } }, {}],
    ['engine.wrongPlatform', { info: { OSType: 'windows' } }, {}],
    ['engine.noRuntime', {}, { runtime: 'runsc' }],
    ['engine.failing', { version: {} }, {}],
  ])('says %s, with a cure', async (code, wrong, config) => {
    await file.listen(Object.assign(new Engine(), wrong).server);
    const { status } = start(config);
    await until(() => changes.length > 0);
    expect(status()).toMatchObject({
      state: 'unavailable',
      problems: [{ code, cure: expect.stringMatching(/\S/) }],
    });
  });

  it('says that there is no engine where nothing listens', async () => {
    const { status } = start();
    await until(() => changes.length > 0);
    expect(status()).toMatchObject({ problems: [{ code: 'engine.absent' }] });
  });
});
