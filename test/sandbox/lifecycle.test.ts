/** Launching, ending, finding again, and what is left behind: nothing. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { createSandbox } from '../../server/sandbox/sandbox.ts';
import type { LaunchId, LaunchPhase, Sandbox } from '../../server/sandbox/types.ts';
import { type EngineProxy, type Fault, startEngineProxy } from '../support/engine-proxy.ts';
import { eventually, inLab, must } from '../support/lab.ts';
import {
  createTestSandbox,
  LAB_MS,
  leftovers,
  newLaunchId,
  PREPARE_MS,
  SECCOMP,
  startTestSandbox,
  type TestSandbox,
  untilReady,
} from '../support/sandbox.ts';
import { PROMPT, ShellScreen } from '../support/shell-screen.ts';

jest.setTimeout(LAB_MS);

let lab: TestSandbox;

beforeAll(async () => {
  lab = await startTestSandbox();
}, PREPARE_MS);

afterAll(() => lab?.close(), LAB_MS);

const nothing = async () => expect(await leftovers(lab.docker, lab.installation)).toEqual([]);

describe('a launch', () => {
  it('passes its phases, and leaves nothing when it is removed, even with containers inside', async () => {
    const launchId = newLaunchId();
    const phases: LaunchPhase[] = [];
    const host = await lab.sandbox.launch(launchId, { onPhase: (phase) => phases.push(phase) });
    expect(phases).toEqual(['create', 'start', 'engine']);
    await must(host, 'docker run -d -v data:/d busybox:1.37 sleep 1000');
    expect(await leftovers(lab.docker, lab.installation)).toHaveLength(2);
    await lab.sandbox.remove(launchId);
    await nothing();
    await lab.sandbox.remove(launchId);
    await lab.sandbox.stop(launchId);
    expect(await lab.sandbox.find(launchId)).toBeUndefined();
  });

  it.each<LaunchPhase>(['create', 'start', 'engine'])(
    'that is aborted in its phase %s leaves nothing',
    async (at) => {
      const controller = new AbortController();
      const launched = lab.sandbox.launch(newLaunchId(), {
        signal: controller.signal,
        onPhase(phase) {
          if (phase === at) controller.abort(new Error('changed my mind'));
        },
      });
      await expect(launched).rejects.toThrow('changed my mind');
      await nothing();
    },
  );

  it('that is aborted before it began does nothing', async () => {
    const signal = AbortSignal.abort(new Error('never'));
    await expect(lab.sandbox.launch(newLaunchId(), { signal })).rejects.toThrow('never');
    await nothing();
  });

  it.each<[string, 'stop' | 'remove']>([
    ['removed', 'remove'],
    ['stopped', 'stop'],
  ])('that is %s meanwhile gives up and leaves nothing', async (_what, end) => {
    const launchId = newLaunchId();
    let ended: Promise<void> = Promise.resolve();
    const launched = lab.sandbox.launch(launchId, {
      onPhase(phase) {
        if (phase === 'engine') ended = lab.sandbox[end](launchId);
      },
    });
    await expect(launched).rejects.toMatchObject({ code: 'lab.startFailed' });
    await ended;
    await nothing();
  });

  it('of an id that is taken is refused, and harms nobody', async () => {
    const host = await lab.launch();
    await must(host, 'echo mine > /root/file');
    await expect(lab.sandbox.launch(host.launchId)).rejects.toMatchObject({
      code: 'lab.startFailed',
    });
    expect(await must(host, 'cat /root/file')).toBe('mine');
    await lab.sandbox.remove(host.launchId);
    await nothing();
  });

  it('of something that is no launch id is refused', async () => {
    for (const id of ['', '../../etc', 'A'.repeat(20), `${newLaunchId()}x`]) {
      await expect(lab.sandbox.launch(id)).rejects.toThrow('not a launch id');
    }
    await nothing();
  });
});

describe('an engine that fails', () => {
  let proxy: EngineProxy;
  let sandbox: Sandbox;
  let changes: string[];

  beforeAll(async () => {
    proxy = await startEngineProxy();
    sandbox = createTestSandbox({
      installation: lab.installation,
      limits: { memoryMiB: 1024, cpus: 1, pids: 512, diskMiB: 4096 },
      dockerHost: proxy.address,
    });
    changes = [];
    sandbox.onStatus(() => changes.push(sandbox.engineStatus().state));
    await untilReady(sandbox);
  }, PREPARE_MS);

  afterAll(async () => {
    await sandbox?.close();
    await proxy?.close();
  });

  const requests: Array<[string, RegExp]> = [
    ['looking for the golden volume', /^GET .*\/volumes\//],
    ['making the container', /^POST .*\/containers\/create/],
    ['attaching', /^POST .*\/attach/],
    ['starting', /^POST .*\/start$/],
  ];
  const faults: Fault[] = ['refused', 'lost', 'unanswered'];
  it.each(
    requests.flatMap(([what, pattern]) => faults.map((fault) => [what, fault, pattern] as const)),
  )('while %s (%s) leaves nothing, and the next launch works', async (_what, fault, pattern) => {
    proxy.fail(pattern, fault);
    await expect(sandbox.launch(newLaunchId())).rejects.toMatchObject({
      code: expect.stringMatching(/^(lab\.startFailed|engine\.unavailable)$/),
    });
    await nothing();
    const host = await sandbox.launch(newLaunchId());
    await sandbox.remove(host.launchId);
    await nothing();
  });

  it('while cleaning up after a failure is asked again', async () => {
    proxy.fail(/^POST .*\/start$/, 'refused');
    proxy.fail(/^DELETE .*\/containers\//, 'lost');
    proxy.fail(/^DELETE .*\/containers\//, 'unanswered');
    proxy.fail(/^DELETE .*\/volumes\//, 'refused');
    await expect(sandbox.launch(newLaunchId())).rejects.toMatchObject({
      code: 'lab.startFailed',
      details: { said: 'made to fail' },
    });
    await nothing();
  });

  it('goes away and comes back: it is said so, and the labs are still there', async () => {
    const host = await sandbox.launch(newLaunchId());
    await must(host, 'echo kept > /root/file');
    const exits: LaunchId[] = [];
    sandbox.onExit((launchId) => exits.push(launchId));
    changes.length = 0;
    await proxy.stop();
    await eventually(async () =>
      sandbox.engineStatus().state === 'unavailable' ? true : undefined,
    );
    await expect(sandbox.launch(newLaunchId())).rejects.toMatchObject({
      code: 'engine.unavailable',
    });
    await expect(host.run(['true'])).rejects.toMatchObject({ code: 'lab.unreachable' });
    await proxy.start();
    const found = await eventually(() => sandbox.find(host.launchId).catch(() => undefined));
    expect(await must(found, 'cat /root/file')).toBe('kept');
    expect(changes).toContain('unavailable');
    expect(sandbox.engineStatus().state).toBe('ready');
    expect(exits).toEqual([]);
    await sandbox.remove(host.launchId);
  });

  it('tells of labs that ended while it was away', async () => {
    const host = await sandbox.launch(newLaunchId());
    const exit = new Promise((resolve) => sandbox.onExit(resolve));
    await proxy.stop();
    await lab.container(host.launchId).kill();
    await proxy.start();
    expect(await exit).toBe(host.launchId);
    await sandbox.remove(host.launchId);
    await nothing();
  });
});

describe('a lab host that ends', () => {
  const exits: LaunchId[] = [];
  let end: () => void = () => {};

  beforeAll(() => {
    end = lab.sandbox.onExit((launchId) => exits.push(launchId));
  });
  afterEach(() => {
    exits.length = 0;
  });
  afterAll(() => end());

  it('by itself is told of', async () => {
    const host = await lab.launch();
    await lab.container(host.launchId).kill();
    await eventually(async () => (exits.length > 0 ? true : undefined));
    expect(exits).toEqual([host.launchId]);
    expect(await lab.sandbox.find(host.launchId)).toBeUndefined();
    await lab.sandbox.remove(host.launchId);
  });

  it('because it was asked to is not', async () => {
    const [stopped, removed, witness] = await Promise.all([
      lab.launch(),
      lab.launch(),
      lab.launch(),
    ]);
    await lab.sandbox.stop(stopped.launchId);
    await lab.sandbox.remove(removed.launchId);
    // Events come in order, so this one comes after theirs.
    await lab.container(witness.launchId).kill();
    await eventually(async () => (exits.length > 0 ? true : undefined));
    expect(exits).toEqual([witness.launchId]);
    await Promise.all([stopped, witness].map(({ launchId }) => lab.sandbox.remove(launchId)));
    await nothing();
  });
});

describe('a server that is started again', () => {
  it('finds its labs, running and stopped', async () => {
    const [running, stopped] = await Promise.all([lab.launch(), lab.launch()]);
    await must(running, 'echo kept > /root/file');
    await lab.sandbox.stop(stopped.launchId);
    const again = await lab.another();
    const facts = await again.list();
    expect(
      facts.map(({ launchId, container, volume }) => [launchId, container, volume]).sort(),
    ).toEqual(
      [
        [running.launchId, 'running', true],
        [stopped.launchId, 'stopped', true],
      ].sort(),
    );
    for (const { goldenVolume, createdAt } of facts) {
      expect(goldenVolume).toMatch(/golden/);
      expect(Math.abs(createdAt.getTime() - Date.now())).toBeLessThan(LAB_MS);
    }
    const found = await again.find(running.launchId);
    expect(found && (await must(found, 'cat /root/file'))).toBe('kept');
    expect(await again.find(stopped.launchId)).toBeUndefined();
    // One that runs already is resumed, too: the server may have died before it wrote that down.
    expect((await again.resume(running.launchId)).launchId).toBe(running.launchId);
    await Promise.all([running, stopped].map(({ launchId }) => again.remove(launchId)));
  });

  it('finds the shells that are held in its labs, and what runs in them', async () => {
    const host = await lab.launch();
    const size = { cols: 80, rows: 24 };
    const screen = new ShellScreen(await host.shell({ ...size, terminalId: 'left', number: 3 }));
    await screen.waitFor(PROMPT);
    screen.shell.input.write('sleep 8301 & echo "$!"; read -r answer; echo "heard $answer"\r');
    await screen.waitFor(/\r\n\d+\r\n/);

    const again = await lab.another();
    const found = await again.find(host.launchId);
    expect(await found?.heldShells()).toContainEqual({ terminalId: 'left', number: 3 });
    const shell = await found?.attach({ terminalId: 'left', number: 3 });
    if (shell === undefined) throw new Error('the shell is gone');
    const other = new ShellScreen(shell, { since: screen.offset });
    expect(await other.type('you')).toContain('heard you');
    expect((await inLab(host, "pgrep -f '^sleep 8301'")).code).toBe(0);
    // Both servers are there for a moment, and hear the same.
    await screen.waitFor('heard you');
    await again.remove(host.launchId);
  });

  it.each(['create', 'start', 'engine'])(
    'after being killed in the phase %s of a launch removes what it left',
    async (phase) => {
      const launchId = newLaunchId();
      const child: ChildProcess = spawn(
        process.execPath,
        [
          ...[
            '--import',
            'tsx',
            fileURLToPath(new URL('../support/launch-until.ts', import.meta.url)),
          ],
          ...[lab.installation, launchId],
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      if (child.stdout === null) throw new Error('no output');
      for await (const line of createInterface({ input: child.stdout })) if (line === phase) break;
      child.kill('SIGKILL');
      await once(child, 'exit');
      // What the killed process had asked for last may still be on its way through the engine.
      await eventually(async () => {
        await lab.sandbox.sweep(async () => new Set());
        return (await leftovers(lab.docker, lab.installation)).length === 0 ? true : undefined;
      });
      const host = await lab.sandbox.launch(launchId);
      expect(await must(host, 'docker run --rm busybox:1.37 echo fine')).toBe('fine');
      await lab.sandbox.remove(launchId);
    },
  );
});

describe('the sweep', () => {
  it('removes what no launch names, of this installation, and nothing else', async () => {
    const label = (key: string) => `org.holdfast.${key}`;
    const kept = await lab.launch();
    const orphan = await lab.launch();
    const volumeOnly = newLaunchId();
    const networkOnly = newLaunchId();
    const labels = (installation: string, launchId: string) => ({
      [label('installation')]: installation,
      [label('launch')]: launchId,
      [label('role')]: 'lab',
    });
    const foreign = `${lab.installation}x`;
    const name = (suffix: string) => `holdfast-test-${lab.installation}-${suffix}`;
    const volumes = [
      { Name: name('orphan'), Labels: labels(lab.installation, volumeOnly) },
      { Name: name('foreign'), Labels: labels(foreign, newLaunchId()) },
      { Name: name('other'), Labels: { [label('installation')]: lab.installation } },
      { Name: name('none'), Labels: {} },
    ];
    for (const volume of volumes) await lab.docker.createVolume(volume);
    const network = await lab.docker.createNetwork({
      Name: name('network'),
      Internal: true,
      Labels: labels(lab.installation, networkOnly),
    });
    try {
      const { removed } = await lab.sandbox.sweep(async () => new Set([kept.launchId]));
      expect([...removed].sort()).toEqual([orphan.launchId, volumeOnly, networkOnly].sort());
      const left = (await lab.docker.listVolumes()).Volumes.map(({ Name }) => Name);
      expect(left).toEqual(expect.arrayContaining(['foreign', 'other', 'none'].map(name)));
      expect(left).not.toContain(name('orphan'));
      await expect(network.inspect()).rejects.toMatchObject({ statusCode: 404 });
      expect(await must(kept, 'echo here')).toBe('here');
      expect((await lab.sandbox.list()).map(({ launchId }) => launchId)).toEqual([kept.launchId]);
    } finally {
      for (const suffix of ['foreign', 'other', 'none']) {
        await lab.docker.getVolume(name(suffix)).remove();
      }
      await lab.sandbox.remove(kept.launchId);
    }
  });

  it('leaves alone what is being launched', async () => {
    const launchId = newLaunchId();
    let swept: Promise<{ removed: LaunchId[] }> | undefined;
    const host = await lab.sandbox.launch(launchId, {
      onPhase(phase) {
        if (phase === 'engine') swept = lab.sandbox.sweep(async () => new Set());
      },
    });
    expect((await swept)?.removed).toEqual([]);
    expect(await must(host, 'echo here')).toBe('here');
    await lab.sandbox.remove(launchId);
    await nothing();
  });
});

describe('images', () => {
  it('that have disappeared are prepared again', async () => {
    const host = await lab.launch();
    const { Id } = await lab.container(host.launchId).commit({});
    const { Image, Mounts } = await lab.container(host.launchId).inspect();
    await lab.sandbox.remove(host.launchId);
    const goldenVolume = Mounts.find(({ RW }) => !RW)?.Name ?? '';
    let prepared = 0;
    const sandbox = createSandbox({
      config: {
        installation: lab.installation,
        limits: { memoryMiB: 1024, cpus: 1, pids: 512, diskMiB: 4096 },
      },
      log: pino({ level: 'silent' }),
      seccomp: SECCOMP,
      images: {
        names: [],
        async *prepare() {
          yield { hostImage: prepared++ === 0 ? Id : Image, goldenVolume, images: [] };
        },
        tidy: async () => {},
      },
    });
    try {
      await untilReady(sandbox);
      await lab.docker.getImage(Id).remove();
      await expect(sandbox.launch(newLaunchId())).rejects.toMatchObject({
        code: 'images.preparing',
      });
      const again = await eventually(() => sandbox.launch(newLaunchId()).catch(() => undefined));
      expect(prepared).toBe(2);
      await sandbox.remove(again.launchId);
      await nothing();
    } finally {
      await sandbox.close();
    }
  });

  it('that are not there yet keep labs from starting, with the reason', async () => {
    const sandbox = createSandbox({
      config: {
        installation: lab.installation,
        limits: { memoryMiB: 1024, cpus: 1, pids: 512, diskMiB: 4096 },
      },
      log: pino({ level: 'silent' }),
      seccomp: SECCOMP,
      images: {
        names: [],
        async *prepare({ onProgress, signal }) {
          onProgress({ progress: 0.42, step: 'Installing Redis', images: [] });
          await new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
          });
        },
        tidy: async () => {},
      },
    });
    const launched = eventually(async () => {
      const error = await sandbox.launch(newLaunchId()).catch((reason: Error) => reason.message);
      return String(error).includes('Redis') ? error : undefined;
    });
    expect(await launched).toContain('42 %: Installing Redis');
    await sandbox.close();
    await nothing();
  });
});

describe('closing', () => {
  it('ends a launch, cleans up after it, and leaves the other labs running', async () => {
    const sandbox = await lab.another();
    const host = await sandbox.launch(newLaunchId());
    let closed: Promise<void> | undefined;
    const launched = sandbox.launch(newLaunchId(), {
      onPhase(phase) {
        if (phase === 'engine') closed = sandbox.close();
      },
    });
    await expect(launched).rejects.toMatchObject({ code: 'engine.unavailable' });
    await closed;
    await expect(sandbox.list()).rejects.toMatchObject({ code: 'engine.unavailable' });
    expect((await lab.sandbox.list()).map(({ launchId }) => launchId)).toEqual([host.launchId]);
    await lab.sandbox.remove(host.launchId);
    await nothing();
  });
});
