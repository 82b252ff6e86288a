/** What graders can do in a real lab, and that nothing of it stays. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { createLabAccess, type LabAccess, repairLab } from '../../server/grading/access.ts';
import type { ContainerFacts, ExecResult, HistoryEntry } from '../../server/grading/contract.ts';
import { imageIds } from '../../server/grading/engine.ts';
import { InterruptedError } from '../../server/grading/pool.ts';
import { type Recorder, startRecorder } from '../../server/grading/recorder.ts';
import { createGradingRecords, type GradingRecords } from '../../server/grading/records.ts';
import { newId } from '../../server/ids.ts';
import { createSessionRecords } from '../../server/labs/records.ts';
import { createLearners } from '../../server/learners/learners.ts';
import type { LabHost } from '../../server/sandbox/types.ts';
import { openStore, type Store } from '../../server/store/open.ts';
import { eventually, startTestServer, type TestServer } from '../support/server.ts';

jest.setTimeout(90_000);
const PREPARE_MS = 15 * 60_000;
const log = pino({ level: 'silent' });
const MAKERS = ['probe', 'serve', 'twin', 'clone', 'scratchVolume', 'unpack', 'copyIn'];
const launchId = newId();
const sessionId = newId();

let server: TestServer;
let store: Store;
let host: LabHost;
let records: GradingRecords;
let recorder: Recorder;
let access: LabAccess;
let activity = 0;
const history: HistoryEntry[] = [];

const sh = async (script: string): Promise<string> => {
  const result = await host.run(['bash', '-c', script], { timeoutMs: 60_000 });
  if (result.exitCode !== 0) throw new Error(`${script}: ${result.stderr.toString()}`);
  return result.stdout.toString().trim();
};
/** Everything in the lab's engine, the grader's things included. */
const inventory = () =>
  sh('docker ps -a --format "{{.Names}} {{.State}}" | sort; docker volume ls -q | sort');

beforeAll(async () => {
  server = await startTestServer();
  const { sandbox } = server.server;
  await eventually(async () => sandbox.imagesStatus().state === 'ready', PREPARE_MS);
  host = await sandbox.launch(launchId);
  store = await openStore(`${server.dataDir}/grading`);
  const learners = await createLearners({
    store,
    mode: 'single',
    key: Buffer.alloc(32),
    now: Date.now,
  });
  const learnerId = (await learners.identify(undefined)) ?? '';
  const place = { kind: 'lab', slug: 'writable-layer' } as const;
  await createSessionRecords(store).add({
    id: sessionId,
    learnerId,
    place,
    launchId,
    machine: 'local',
    at: Date.now(),
  });
  records = createGradingRecords(store);
  recorder = startRecorder({
    host,
    from: 0,
    resumeFrom: null,
    record: async (entry) => {
      history.push(entry);
    },
    onActivity: () => {
      activity += 1;
    },
    onEngine: () => {},
    log,
  });
  const images = await imageIds(host.engine);
  access = createLabAccess({ sessionId, launchId, host, images, records, hidden: recorder, log });
  await sh(
    'docker volume create data && docker run -d --name writer -v data:/d busybox sleep 1000',
  );
  await sh('docker exec writer sh -c "echo hello > /d/file; echo dot > /d/.hidden"');
}, PREPARE_MS);

afterAll(async () => {
  await recorder.stop();
  await store.destroy();
  await server.close();
});

describe('an experiment', () => {
  it('tells a volume that cannot be mounted from a fault of ours', async () => {
    await sh('docker volume create --opt type=none --opt o=bind --opt device=/nowhere unmountable');
    const mounts = [{ type: 'volume', source: 'unmountable', target: '/d' }];
    const probe = { image: 'busybox:1.37', mounts, argv: ['true'] };
    expect(await access.experiment('probe', [probe])).toMatchObject({
      exitCode: 125,
      stderr: expect.stringContaining('no such file or directory'),
    });
    await access.cleanUp();
    await sh('docker volume rm unmountable');
    const missing = { ...probe, image: 'none:1' };
    await expect(access.experiment('probe', [missing])).rejects.toThrow('no image none:1');
  });

  it('sees what a probe sees, and leaves no probe', async () => {
    const before = await inventory();
    const probe = {
      image: 'busybox:1.37',
      argv: ['cat', '/seen/file'],
      mounts: [{ type: 'volume', source: 'data', target: '/seen', readOnly: true }],
    };
    expect(await access.experiment('probe', [probe])).toEqual({
      exitCode: 0,
      stdout: 'hello\n',
      stderr: '',
    });
    expect(await inventory()).toBe(before);
  });

  it('takes the image that the lab came with, whatever was tagged since', async () => {
    await sh('docker tag debian:trixie-slim busybox:1.37');
    const probe = { image: 'busybox:1.37', argv: ['busybox', 'true'] };
    expect(await access.experiment('probe', [probe])).toMatchObject({ exitCode: 0 });
  });

  it('works on a copy with dotfiles, and cleans up what it was cut off from', async () => {
    const before = await inventory();
    await access.experiment('pause', ['writer']);
    const copy = await access.experiment('clone', ['data']);
    await access.experiment('scratchVolume', []);
    const mounts = [{ type: 'volume', source: copy, target: '/d' }];
    await access.experiment('serve', [{ image: 'busybox:1.37', mounts, argv: ['sleep', '1000'] }]);
    expect(await sh('docker ps -a --format "{{.Names}} {{.State}}"')).toContain('writer paused');
    expect(await sh(`ls -A /var/lib/docker/volumes/${String(copy)}/_data`)).toBe('.hidden\nfile');

    await access.cleanUp();
    expect(await inventory()).toBe(before);
    expect(await records.undos(launchId)).toEqual([]);
  });

  it('is undone after a crash of the server too', async () => {
    const before = await inventory();
    await access.experiment('pause', ['writer']);
    await access.experiment('scratchVolume', []);
    await access.experiment('serve', [{ image: 'busybox:1.37', argv: ['sleep', '1000'] }]);
    await repairLab(host, launchId, records);
    expect(await inventory()).toBe(before);
    expect(await records.undos(launchId)).toEqual([]);
    await access.cleanUp();
  });

  it('is interrupted, not failed, when the learner lets go what it holds', async () => {
    const token = await access.experiment('pause', ['writer']);
    await sh('docker unpause writer');
    await expect(access.experiment('unpause', [token])).rejects.toThrow(InterruptedError);
    await sh('docker volume create short-lived && docker volume rm short-lived');
    await expect(access.experiment('clone', ['short-lived'])).rejects.toThrow(InterruptedError);
    await access.cleanUp();
  });

  it('gives a process that listens the time to end', async () => {
    const script = 'trap "sleep 1; echo goodbye; exit" TERM; echo up; while :; do sleep 0.1; done';
    const argv = ['sh', '-c', script];
    const id = await access.experiment('serve', [{ image: 'busybox:1.37', argv }]);
    await eventually(async () => (await access.experiment('serverLogs', [id])) === 'up\n');
    await access.experiment('serverStop', [id]);
    expect(await access.experiment('serverLogs', [id])).toBe('up\ngoodbye\n');
    await access.cleanUp();
  });

  it('is interrupted, not at fault, when a container ended before it was asked', async () => {
    await sh('docker run --name ended busybox true');
    for (const name of ['ended', 'never-was']) {
      await expect(access.observe('exec', [name, ['true']])).rejects.toThrow(InterruptedError);
    }
    await sh('docker rm ended');
  });

  it('ends what outlives its time in a container', async () => {
    const late = access.experiment('exec', ['writer', ['sleep', '777'], { timeoutMs: 500 }]);
    await expect(late).rejects.toThrow();
    await eventually(async () => !(await sh('ps ax -o args')).includes('sleep 777'));
  });
});

describe('a twin', () => {
  const OPTIONS = [
    '--user 1000:1000 --read-only --cap-drop ALL --restart always -p 8080:80 -l mine=yes -e GREETING=hi',
    '--tmpfs /t:size=64k,mode=0700,uid=1000 --mount type=tmpfs,target=/m,tmpfs-size=1m',
    '-v data:/d -v quick:/quick -v /root/site:/site --entrypoint sh',
  ].join(' ');
  const execIn = (id: unknown, script: string) =>
    access.experiment('serverExec', [id, ['sh', '-c', script]]) as Promise<ExecResult>;

  beforeAll(async () => {
    await sh('mkdir -p /root/site && chmod 777 /root/site && echo page > /root/site/index');
    await sh('docker volume create -o type=tmpfs -o device=tmpfs -o o=uid=1000 quick');
    await sh(
      `docker run -d --name original ${OPTIONS} debian:trixie-slim -c "while :; do sleep 1; done"`,
    );
    await sh('docker exec writer chmod 777 /d');
    await sh('docker exec original sh -c "echo mine > /quick/f; echo mine > /t/f"');
  });

  it('has the configuration of its original, and nothing in memory', async () => {
    const twin = await access.experiment('twin', ['original']);
    const asked = 'id -u; echo $GREETING; cat /proc/1/comm /d/file /site/index; ls /t /quick; ';
    const said = await execIn(twin, `${asked} stat -c %a:%u /t /m; grep CapEff /proc/self/status`);
    const caps = 'CapEff:\t0000000000000000';
    const modes = '700:1000\n1777:0';
    expect(said.stdout).toBe(`1000\nhi\nsh\nhello\npage\n/quick:\n\n/t:\n${modes}\n${caps}\n`);
    await access.cleanUp();
  });

  it('can be written to, stopped and started again, and its original knows nothing of it', async () => {
    const before = await inventory();
    const site = await sh('stat -c %y /root/site; ls -A /root/site');
    const twin = await access.experiment('twin', ['original']);
    expect((await execIn(twin, 'echo x > /d/new && echo x > /t/new')).exitCode).toBe(0);
    expect((await execIn(twin, 'echo x > /site/new')).stderr).toContain('Read-only');
    expect((await execIn(twin, 'echo x > /new')).stderr).toContain('Read-only');

    await access.experiment('serverStop', [twin, 0]);
    expect(await access.experiment('serverRunning', [twin])).toBe(false);
    await access.experiment('serverStart', [twin]);
    expect((await execIn(twin, 'ls /d/new /t')).stdout).toBe('/d/new\n\n/t:\n');

    expect(await sh('docker exec original sh -c "cat /d/file /quick/f /t/f; ls /d"')).toBe(
      'hello\nmine\nmine\nfile',
    );
    expect(
      await sh('docker inspect original --format "{{.RestartCount}} {{.State.Running}}"'),
    ).toBe('0 true');
    await access.cleanUp();
    expect(await inventory()).toBe(before);
    expect(await sh('stat -c %y /root/site; ls -A /root/site')).toBe(site);
  });

  it('shares copies with another twin, in the place of a volume and of a bound directory', async () => {
    const site = await access.experiment('clone', ['/root/site']);
    const data = await access.experiment('clone', ['data']);
    const options = ['original', { '/root/site': site, data }];
    const one = await access.experiment('twin', options);
    const other = await access.experiment('twin', options);
    expect((await execIn(one, 'echo x > /d/new && echo y > /site/new')).exitCode).toBe(0);
    expect((await execIn(other, 'cat /d/new /site/new')).stdout).toBe('x\ny\n');
    expect(await sh('ls /root/site; docker exec original ls /d')).toBe('index\nfile');
    await access.cleanUp();
  });

  it('takes no volume of the learner in the place of anything, and no directory that is gone', async () => {
    await expect(access.experiment('twin', ['original', { '/root/site': 'data' }])).rejects.toThrow(
      /not a volume of this experiment/,
    );
    await expect(access.experiment('clone', ['/root/nowhere'])).rejects.toThrow(InterruptedError);
  });

  it('is removed although the experiment was cut off while it was made', async () => {
    const before = await inventory();
    const making = access.experiment('twin', ['original']);
    await access.cleanUp();
    expect(await inventory()).toBe(before);
    await making;
  });

  it('is left to repair when the server dies', async () => {
    const before = await inventory();
    await access.experiment('twin', ['original']);
    await repairLab(host, launchId, records);
    expect(await inventory()).toBe(before);
    await access.cleanUp();
  });

  it('is interrupted, not failed, when its original is gone', async () => {
    await expect(access.experiment('twin', ['nobody'])).rejects.toThrow(InterruptedError);
  });

  it('is the only container that a check may stop', async () => {
    await expect(access.experiment('serverStop', ['original', 0])).rejects.toThrow(
      /not a container/,
    );
  });
});

describe('facts of a tmpfs mount', () => {
  /** Bytes (of whole pages) and mode as the kernel has them, for options as people write them. */
  it.each([
    ['--tmpfs /t/:size=64m,mode=1733', 64 * 1024 ** 2, 0o1733],
    ['--tmpfs /t:size=0x100000,mode=0700', 1024 ** 2, 0o700],
    ['--tmpfs /t:size=0200K,mode=17750', 128 * 1024, 0o7750],
    ['--tmpfs /t:size=2m,size=4m,mode=755', 4 * 1024 ** 2, 0o755],
    ['--mount type=tmpfs,target=/t,tmpfs-size=1.5m,tmpfs-mode=01770', 1536 * 1024, 0o1770],
    ['--mount type=tmpfs,target=/t,tmpfs-size=16MB,tmpfs-mode=700', 16 * 1024 ** 2, 0o700],
  ])('are what the kernel makes of %s', async (options, size, mode) => {
    const ask = "stat -f -c '%S %b' /t; stat -c %a /t";
    await sh(`docker run -d --name asked ${options} debian:trixie-slim sleep 1000`);
    const [blocks = '', real] = (await sh(`docker exec asked sh -c "${ask}"`)).split('\n');
    const facts = (await access.observe('container', ['asked'])) as ContainerFacts;
    await sh('docker rm -f asked');
    const [blockSize, count] = blocks.split(' ').map(Number);
    expect([(blockSize ?? 0) * (count ?? 0), real]).toEqual([size, mode.toString(8)]);
    expect(facts.mounts.map(({ destination, tmpfs }) => [destination, tmpfs])).toEqual([
      ['/t', { size, mode, uid: null, gid: null }],
    ]);
  });
});

describe('an observing check', () => {
  it('can do none of it', async () => {
    for (const method of [...MAKERS, 'pause', 'serverStop', 'serverStart', 'constructor']) {
      await expect(access.observe(method, ['data'])).rejects.toThrow(/can't do/);
    }
  });
});

describe('a tree', () => {
  it('is told path by path, by the name of a volume or by a directory, whatever the names', async () => {
    await sh('docker volume create odd');
    const mountpoint = '/var/lib/docker/volumes/odd/_data';
    await sh(`cd ${mountpoint} && chmod 1750 . && chown 33:50 . && mkdir 'a b' && printf abc > 'a b/.x'
      ln 'a b/.x' $'two\\nlines'; ln -s 'a b/none' link; printf '' > $'\\xff\\\\'; mkfifo pipe; chmod 2600 'a b/.x'`);
    const tree = await access.observe('tree', ['odd']);
    const plain = {
      mode: '644',
      uid: 0,
      gid: 0,
      size: null,
      sha256: null,
      target: null,
      sameAs: null,
    };
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    expect(tree).toEqual([
      { ...plain, path: '.', type: 'directory', mode: '1750', uid: 33, gid: 50 },
      { ...plain, path: '\\xff\\x5c', type: 'file', size: 0, sha256: empty },
      { ...plain, path: 'a b', type: 'directory', mode: '755' },
      { ...plain, path: 'a b/.x', type: 'file', mode: '2600', size: 3, sha256 },
      { ...plain, path: 'link', type: 'link', mode: '777', target: 'a b/none' },
      { ...plain, path: 'pipe', type: 'fifo' },
      {
        ...{ ...plain, path: 'two\\x0alines', type: 'file', mode: '2600', size: 3, sha256 },
        sameAs: 'a b/.x',
      },
    ]);
    expect(await access.observe('tree', [mountpoint])).toEqual(tree);
    expect(await access.observe('tree', ['no-such-volume'])).toBeNull();
    expect(await access.observe('tree', ['/no/such/directory'])).toBeNull();
  });

  it('too large to compare interrupts the check with a sentence that says so', async () => {
    await sh('mkdir -p /srv/many /srv/large && cd /srv/many && seq 5000 | xargs touch');
    const many = access.observe('tree', ['/srv/many']);
    await expect(many).rejects.toThrow(/^There are more than 5000 files and directories in \/srv/);
    await expect(many).rejects.toThrow(InterruptedError);
    await sh('truncate -s 257M /srv/large/file');
    const large = access.observe('tree', ['/srv/large']);
    await expect(large).rejects.toThrow('The files in /srv/large take more than 256 MiB');
    await expect(large).rejects.toThrow(InterruptedError);
  });
});

describe('an archive', () => {
  it('is unpacked into a volume of the check only, with owners as they are in it', async () => {
    await sh(
      'mkdir -p /srv/packed && cd /srv/packed && echo a > a && chown 33:1234 a && chmod 640 a',
    );
    await sh('tar -C /srv/packed --owner=daemon:4321 -czf /srv/a:b.tar.gz .');
    const volume = String(await access.experiment('scratchVolume', []));
    expect(await access.experiment('unpack', ['/srv/a:b.tar.gz', volume])).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
    const tree = await access.experiment('tree', [volume]);
    expect(tree).toMatchObject([
      { path: '.', uid: 4321 },
      { path: 'a', uid: 4321, gid: 1234, mode: '640' },
    ]);
    await sh('echo nothing > /srv/none.tar');
    const failed = await access.experiment('unpack', ['/srv/none.tar', volume]);
    expect(failed).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('tar archive') });
    const theirs = access.experiment('unpack', ['/srv/a:b.tar.gz', 'data']);
    await expect(theirs).rejects.toThrow('not a volume of this experiment');
    await sh(`docker volume rm ${volume}`);
    const gone = access.experiment('unpack', ['/srv/a:b.tar.gz', volume]);
    await expect(gone).rejects.toThrow(InterruptedError);
    await access.cleanUp();
  });
});

describe('a file of the lab host', () => {
  it('is copied into a volume of the check only, following a link that stands for it', async () => {
    await sh('mkdir -p /srv/dump && echo rows > /srv/dump/of.sql && ln -s dump/of.sql /srv/latest');
    await sh('chmod 600 /srv/dump/of.sql && chown 33:33 /srv/dump/of.sql');
    const volume = String(await access.experiment('scratchVolume', []));
    const done = { exitCode: 0, stdout: '', stderr: '' };
    expect(await access.experiment('copyIn', ['/srv/latest', volume])).toEqual(done);
    expect(await access.experiment('copyIn', ['/srv/dump', volume])).toEqual(done);
    expect(await access.experiment('tree', [volume])).toMatchObject([
      { path: '.' },
      { path: 'dump', type: 'directory' },
      { path: 'dump/of.sql', type: 'file', uid: 0, gid: 0, mode: '600' },
      { path: 'latest', type: 'file', uid: 0, gid: 0, mode: '600' },
    ]);
    const missing = await access.experiment('copyIn', ['/srv/nothing', volume]);
    expect(missing).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('nothing') });
    const theirs = access.experiment('copyIn', ['/srv/latest', 'data']);
    await expect(theirs).rejects.toThrow('not a volume of this experiment');
    await access.cleanUp();
  });
});

describe('the history', () => {
  it('has what the learner did, and nothing of the graders', async () => {
    await sh('docker run --rm --name short-run -v data:/x busybox true');
    const of = (name: string) =>
      history.flatMap((entry) =>
        entry.kind === 'container' && entry.name === name ? [entry.action] : [],
      );
    await eventually(async () => of('short-run').includes('destroy'));
    expect(of('short-run')).toEqual(['create', 'start', 'die', 'destroy']);
    const run = history.find((entry) => entry.kind === 'container' && entry.name === 'short-run');
    expect(run).toMatchObject({
      autoRemove: true,
      mounts: [{ source: 'data', destination: '/x' }],
    });
    // The only unpause is the learner's own, of the container that a check was holding still.
    expect(of('writer').filter((action) => action === 'pause')).toEqual([]);
    expect(JSON.stringify(history)).not.toContain('holdfast-check-');
  });

  it("takes no notice of the graders' execs, and does of the learner's", async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = activity;
    await access.observe('exec', ['writer', ['true']]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(activity).toBe(before);
    await sh('docker exec writer true');
    await eventually(async () => activity > before);
  });
});
