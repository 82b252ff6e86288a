/** What becomes of a lab that is stopped and resumed, and of one whose engine is killed. */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LabHost } from '../../server/sandbox/types.ts';
import { eventually, inLab, must } from '../support/lab.ts';
import { LAB_MS, PREPARE_MS, startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { ShellScreen } from '../support/shell-screen.ts';

jest.setTimeout(LAB_MS);

let lab: TestSandbox;

beforeAll(async () => {
  lab = await startTestSandbox();
}, PREPARE_MS);

afterEach(async () => {
  for (const { launchId } of await lab.sandbox.list()) await lab.sandbox.remove(launchId);
});

afterAll(() => lab?.close(), LAB_MS);

/** Containers of the lab by name, each with its state. */
async function states(host: LabHost): Promise<Record<string, string>> {
  const list = await must(host, "docker ps -a --format '{{.Names}} {{.State}}'");
  return Object.fromEntries(list.split('\n').map((line) => line.split(' ')));
}

async function untilStates(host: LabHost, wanted: Record<string, string>): Promise<void> {
  await eventually(async () => {
    const now = await states(host).catch(() => ({}));
    return JSON.stringify(Object.entries(now).sort()) ===
      JSON.stringify(Object.entries(wanted).sort())
      ? true
      : undefined;
  });
}

const run = (name: string, options: string, command = 'sleep 10000') =>
  `docker run -d --name ${name} ${options} busybox:1.37 ${command}`;

/** Containers as different as their restart policies, and what must be running after a restart. */
async function startAll(host: LabHost): Promise<void> {
  await must(
    host,
    [
      run('always', '--restart always'),
      run('unless', '--restart unless-stopped -v kept:/data'),
      run('halted', '--restart unless-stopped'),
      run('plain', ''),
      'docker exec unless sh -c "echo kept > /data/file"',
      'docker stop -t 0 halted',
    ].join(' && '),
  );
}

const AFTER_RESTART = {
  always: 'running',
  unless: 'running',
  halted: 'exited',
  plain: 'exited',
};

describe('a lab that is resumed', () => {
  it('has its volumes, images, files and restart policies', async () => {
    const { launchId } = await lab.launch();
    const host = await lab.sandbox.resume(launchId);
    await startAll(host);
    await must(
      host,
      'docker commit unless mine && echo a > /etc/own && mkdir -p /data && echo b > /data/own && echo c > /root/own && useradd bob',
    );
    await lab.sandbox.stop(launchId);
    expect((await lab.sandbox.list())[0]).toMatchObject({ container: 'stopped', volume: true });
    await expect(host.run(['true'])).rejects.toMatchObject({ code: 'lab.unreachable' });

    const again = await lab.sandbox.resume(launchId);
    await untilStates(again, AFTER_RESTART);
    expect(await must(again, 'cat /etc/own /data/own /root/own && id -un bob')).toBe(
      'a\nb\nc\nbob',
    );
    expect(await must(again, 'docker run --rm -v kept:/d mine cat /d/file')).toBe('kept');
    expect(await must(again, 'docker run --rm postgres:17 id -un postgres')).toBe('postgres');
  });

  it('can be stopped and resumed again and again', async () => {
    const { launchId } = await lab.launch();
    for (let round = 1; round <= 3; round++) {
      await lab.sandbox.stop(launchId);
      const host = await lab.sandbox.resume(launchId);
      expect(await must(host, 'echo x >> /root/rounds && grep -c x /root/rounds')).toBe(`${round}`);
    }
  });

  it('cannot be when it was removed', async () => {
    const { launchId } = await lab.launch();
    await lab.sandbox.remove(launchId);
    await expect(lab.sandbox.resume(launchId)).rejects.toMatchObject({ code: 'lab.startFailed' });
  });

  it('is stopped again when the resume is aborted, with everything in it', async () => {
    const host = await lab.launch();
    await must(host, 'echo kept > /root/file');
    await lab.sandbox.stop(host.launchId);
    const controller = new AbortController();
    const resumed = lab.sandbox.resume(host.launchId, { signal: controller.signal });
    const outcome = expect(resumed).rejects.toThrow('changed my mind');
    await eventually(async () =>
      (await lab.container(host.launchId).inspect()).State.Running ? true : undefined,
    );
    controller.abort(new Error('changed my mind'));
    await outcome;
    expect(await lab.sandbox.find(host.launchId)).toBeUndefined();
    expect(await must(await lab.sandbox.resume(host.launchId), 'cat /root/file')).toBe('kept');
  });
});

describe('stopping', () => {
  it('ends in order, not by force, though containers will not listen', async () => {
    const host = await lab.launch();
    await must(
      host,
      run('deaf', '', `sh -c "trap '' TERM; touch /deaf; while :; do sleep 1; done"`),
    );
    await eventually(async () =>
      (await inLab(host, 'docker exec deaf ls /deaf')).code === 0 ? true : undefined,
    );
    await lab.sandbox.stop(host.launchId);
    const container = lab.container(host.launchId);
    // 137 would be the engine's own KILL after the time allowed.
    expect((await container.inspect()).State.ExitCode).not.toBe(137);
    const log = await container.logs({ stdout: true, stderr: true });
    expect(log.toString()).toMatch(/holdfast stopping [\s\S]*holdfast stopped /);
    const again = await lab.sandbox.resume(host.launchId);
    expect(await states(again)).toEqual({ deaf: 'exited' });
  });

  it('with a shell open ends that too', async () => {
    const host = await lab.launch();
    const shell = await host.shell({ cols: 80, rows: 24, terminalId: 'one', number: 1 });
    const screen = new ShellScreen(shell);
    shell.input.write("trap '' HUP TERM; sleep 9000\r");
    await lab.sandbox.stop(host.launchId);
    await screen.over();
    expect((await lab.container(host.launchId).inspect()).State.ExitCode).not.toBe(137);
  });
});

describe('an engine that is killed', () => {
  const daemon = (name: string) => `cat /run/holdfast/${name}.pid`;

  it('comes back with the containers that restart by themselves', async () => {
    const host = await lab.launch();
    await startAll(host);
    const before = await must(host, daemon('dockerd'));
    await must(host, `kill -9 ${before}`);
    await untilStates(host, AFTER_RESTART);
    expect(await must(host, daemon('dockerd'))).not.toBe(before);
    expect(await must(host, 'docker exec unless cat /data/file')).toBe('kept');
    expect((await host.engine.request('GET', '/_ping')).status).toBe(200);
  });

  it('works on when containerd is killed under it, and its containers with it', async () => {
    const host = await lab.launch();
    await must(host, run('stays', ''));
    const inside = await must(host, "docker inspect -f '{{.State.Pid}}' stays");
    const before = await must(host, daemon('containerd'));
    await must(host, `kill -9 ${before}`);
    await eventually(async () =>
      (await inLab(host, 'docker run --rm busybox:1.37 true')).code === 0 ? true : undefined,
    );
    expect(await must(host, daemon('containerd'))).not.toBe(before);
    expect(await states(host)).toEqual({ stays: 'running' });
    expect(await must(host, "docker inspect -f '{{.State.Pid}}' stays")).toBe(inside);
    expect(await must(host, 'docker exec stays echo fine')).toBe('fine');
  });

  it('is restarted by systemctl, as on any host', async () => {
    const host = await lab.launch();
    await startAll(host);
    await must(host, 'systemctl restart docker');
    await untilStates(host, AFTER_RESTART);
  });

  it('is not kept down by a daemon.json with a mistake in it', async () => {
    const host = await lab.launch();
    await must(host, 'echo "{ \\"no-such-setting\\": 1" > /etc/docker/daemon.json');
    await must(host, 'kill -9 $(cat /run/holdfast/dockerd.pid)');
    await eventually(async () =>
      (await inLab(host, 'docker run --rm busybox:1.37 true')).code === 0 ? true : undefined,
    );
  });

  it('lets the events end, and more can be had from it', async () => {
    const host = await lab.launch();
    const { signal } = new AbortController();
    const next = host.engine.events({ signal })[Symbol.asyncIterator]().next();
    const ended = expect(next).rejects.toMatchObject({ code: 'lab.unreachable' });
    // The subscription is there once the engine has one listener more than none.
    await eventually(async () => {
      const info = await host.engine.request('GET', '/info');
      return JSON.parse(info.body.toString()).NEventsListener > 0 ? true : undefined;
    });
    await must(host, 'kill -9 $(cat /run/holdfast/dockerd.pid)');
    await ended;
    const events = await eventually(async () => {
      const follow = host.engine.events({ signal, since: 0 })[Symbol.asyncIterator]();
      const first = follow.next().catch(() => undefined);
      const made = await inLab(host, 'docker volume create after');
      return made.code === 0 ? first : undefined;
    });
    expect(events.done).toBe(false);
  });
});

describe('processes that have ended', () => {
  it('are not kept', async () => {
    const host = await lab.launch();
    await must(
      host,
      'for n in $(seq 10); do docker run --rm busybox:1.37 sh -c "sleep 0.1 & true" || exit 1; done',
    );
    await must(host, 'for n in $(seq 20); do (setsid sh -c "sleep 0.1 & exec sleep 0.2" &); done');
    await eventually(async () =>
      (await inLab(host, 'ps -eo stat= | grep -c ^Z')).out === '0' ? true : undefined,
    );
    // A reaper that isn't there would leave this one.
    await must(
      host,
      'setsid sh -c "sh -c \'sleep 0.1\' & exec sleep 300" < /dev/null > /dev/null 2>&1 & disown',
    );
    await eventually(async () =>
      (await inLab(host, 'ps -eo stat= | grep -c ^Z')).out === '1' ? true : undefined,
    );
  });
});
