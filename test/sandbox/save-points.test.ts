/** Copies of all that is in a lab: kept while it runs, and brought back. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { runOnce } from '../../server/sandbox/run-once.ts';
import type { LabHost } from '../../server/sandbox/types.ts';
import { inventory } from '../support/inventory.ts';
import { inLab, must } from '../support/lab.ts';
import {
  LAB_MS,
  leftovers,
  newLaunchId,
  PREPARE_MS,
  startTestSandbox,
  type TestSandbox,
} from '../support/sandbox.ts';

jest.setTimeout(2 * LAB_MS);

let lab: TestSandbox;
beforeAll(async () => {
  lab = await startTestSandbox();
}, PREPARE_MS);
afterAll(() => lab?.close(), LAB_MS);

const POINT = 'p'.repeat(20);

/** Stopped, brought back, started. */
async function rewound({ launchId }: LabHost, point = POINT): Promise<LabHost> {
  await lab.sandbox.stop(launchId);
  await lab.sandbox.rewindTo(launchId, point);
  return lab.sandbox.resume(launchId);
}

/** All but the containers' states and times: after a power cut they don't run. */
const still = async (host: LabHost): Promise<string> => {
  await must(host, 'docker ps -q | xargs -r docker stop -t 0');
  return (await inventory(host, new Set())).replaceAll(/ exited \S+ /g, ' exited ');
};

describe('a save point', () => {
  it('of a running lab holds files, volumes, images, containers and what was changed in the system', async () => {
    const host = await lab.launch();
    await must(
      host,
      `mkdir app && cd app && echo "FROM busybox:1.37
       RUN mkdir /d && echo built > /d/made && chown 7:8 /d/made" > Dockerfile
       docker build -q -t mine . && cd
       docker run -d --name keeper -v data:/d mine sh -c 'ln /d/made /d/twin; mkfifo /d/pipe; sleep 1000'
       docker run --name layer mine sh -c 'rm /etc/group; echo more >> /d/made'
       docker network create net
       until docker exec keeper test -p /d/pipe; do sleep 0.1; done
       echo mine > /etc/motd && rm /etc/issue && ln -s nowhere ~/dangling`,
    );
    const pid = await must(host, 'docker inspect -f "{{.State.Pid}} {{.State.StartedAt}}" keeper');
    const { mib } = await lab.sandbox.keepPoint(host.launchId, POINT);
    expect(mib).toBeGreaterThan(0);
    expect(await must(host, 'docker inspect -f "{{.State.Pid}} {{.State.StartedAt}}" keeper')).toBe(
      pid,
    );
    const before = await still(host);
    const layer = await must(host, 'docker diff layer | sort');

    await must(
      host,
      `docker rm -f keeper layer && docker volume rm data && docker rmi mine && docker network rm net
       docker volume create later && rm -rf ~/app ~/dangling && echo lost > ~/lost
       echo other > /etc/motd && echo back > /etc/issue`,
    );
    const again = await rewound(host);
    expect(await still(again)).toBe(before);
    expect(await must(again, 'docker diff layer | sort')).toBe(layer);
    expect(
      await must(again, 'cat /etc/motd; ls /etc/issue 2>&1 || true; readlink ~/dangling; ls ~'),
    ).toBe(
      "mine\nls: cannot access '/etc/issue': No such file or directory\nnowhere\napp\ndangling",
    );
    expect(
      await must(again, 'docker start keeper && docker exec keeper stat -c "%h %u:%g %n" /d/twin'),
    ).toBe('keeper\n2 7:8 /d/twin');
    // It can be gone back to more than once.
    await must(again, 'docker rm -f keeper && docker volume rm data');
    const third = await rewound(again);
    expect(await must(third, 'docker run --rm -v data:/d busybox:1.37 cat /d/made')).toBe('built');
    await lab.sandbox.remove(host.launchId);
    expect(await leftovers(lab.docker, lab.installation)).toEqual([]);
  });

  it('is of one moment, while programs write', async () => {
    const host = await lab.launch();
    await must(
      host,
      `docker run -d --name writer -v data:/d busybox:1.37 sh -c '
         head -c 30M /dev/urandom > /d/between
         n=0; while :; do n=$((n+1)); echo $n >> /d/a; echo $n >> /d/z; done'
       until docker exec writer test -s /d/z; do sleep 0.1; done`,
    );
    await lab.sandbox.keepPoint(host.launchId, POINT);
    const last =
      'tail -n 1 -q /var/lib/docker/volumes/data/_data/a /var/lib/docker/volumes/data/_data/z';
    const went = (await must(host, last)).split('\n').map(Number);
    const again = await rewound(host);
    const [a = 0, z = 0] = (await must(again, last)).split('\n').map(Number);
    expect(a - z === 0 || a - z === 1).toBe(true);
    expect(a).toBeGreaterThan(0);
    expect(a).toBeLessThanOrEqual(went[0] ?? 0);
    await lab.sandbox.remove(host.launchId);
  });

  it('of a stopped lab is kept, replaced by nobody, and dropped', async () => {
    const host = await lab.launch();
    const { launchId } = host;
    await must(host, 'echo one > ~/file');
    await lab.sandbox.stop(launchId);
    await lab.sandbox.keepPoint(launchId, POINT);
    const second = await lab.sandbox.resume(launchId);
    await must(second, 'echo two > ~/file');
    await lab.sandbox.keepPoint(launchId, 'q'.repeat(20), { known: [POINT] });
    expect(await must(await rewound(second), 'cat ~/file')).toBe('one');
    expect(await must(await rewound(second, 'q'.repeat(20)), 'cat ~/file')).toBe('two');
    // One that nobody knows is not kept.
    await lab.sandbox.keepPoint(launchId, 'r'.repeat(20), { known: [POINT] });
    await lab.sandbox.stop(launchId);
    await expect(lab.sandbox.rewindTo(launchId, 'q'.repeat(20))).rejects.toMatchObject({
      code: 'save.notFound',
    });
    await lab.sandbox.dropPoints(launchId, [POINT, 'r'.repeat(20)]);
    await lab.sandbox.dropPoints(launchId, [POINT]);
    await expect(lab.sandbox.rewindTo(launchId, POINT)).rejects.toMatchObject({
      code: 'save.notFound',
    });
    expect(await must(await lab.sandbox.resume(launchId), 'cat ~/file')).toBe('two');
    await lab.sandbox.remove(launchId);
  });

  it('that is given up leaves the lab running, and no half copy', async () => {
    const host = await lab.launch();
    await must(host, 'head -c 200M /dev/urandom > ~/large');
    const controller = new AbortController();
    const kept = lab.sandbox.keepPoint(host.launchId, POINT, { signal: controller.signal });
    const container = lab.container(host.launchId);
    while (!(await container.inspect()).State.Paused);
    controller.abort(new Error('changed my mind'));
    await expect(kept).rejects.toThrow('changed my mind');
    expect(await must(host, 'echo goes on')).toBe('goes on');
    await lab.sandbox.stop(host.launchId);
    await expect(lab.sandbox.rewindTo(host.launchId, POINT)).rejects.toMatchObject({
      code: 'save.notFound',
    });
    await lab.sandbox.remove(host.launchId);
    expect(await leftovers(lab.docker, lab.installation)).toEqual([]);
  });
});

describe('a process that is killed', () => {
  it.each<[string, (sandbox: TestSandbox['sandbox'], id: string) => Promise<LabHost | undefined>]>([
    ['found', (sandbox, id) => sandbox.find(id)],
    ['resumed', (sandbox, id) => sandbox.resume(id)],
    [
      'stopped and resumed',
      async (sandbox, id) => {
        await sandbox.stop(id);
        return sandbox.resume(id);
      },
    ],
  ])('while the lab is held still, lets it go on when it is %s', async (_how, getBack) => {
    const { launchId } = await lab.launch();
    await lab.container(launchId).pause();
    const host = await getBack(await lab.another(), launchId);
    expect(host && (await inLab(host, 'docker version')).code).toBe(0);
    await lab.sandbox.remove(launchId);
  });

  it('while the lab begins with the copy, has begun with all of it', async () => {
    const host = await lab.launch();
    const { launchId } = host;
    await must(host, 'echo saved > ~/file; echo saved > /etc/motd; docker volume create saved');
    await lab.sandbox.keepPoint(launchId, POINT);
    await must(host, 'echo later > ~/file; echo later > /etc/motd; docker volume rm saved');
    await lab.sandbox.stop(launchId);
    await lab.sandbox.rewindTo(launchId, POINT);
    // As it is when the start is killed after the first of three.
    const { Image } = await lab.container(launchId).inspect();
    const volume = `holdfast-${lab.installation}-${launchId}`;
    const { exitCode } = await runOnce(
      lab.docker,
      {
        Image,
        User: '1000:1000',
        Cmd: [
          'unshare',
          '--user',
          '--map-root-user',
          '--map-auto',
          'sh',
          '-c',
          'cd /lab && rm -rf docker && mv next/docker docker',
        ],
        Labels: { 'org.holdfast.installation': lab.installation },
        HostConfig: {
          CapAdd: ['SETUID', 'SETGID'],
          SecurityOpt: ['seccomp=unconfined'],
          Mounts: [{ Type: 'volume', Source: volume, Target: '/lab' }],
        },
      },
      { ms: LAB_MS, late: () => new Error('too slow') },
    );
    expect(exitCode).toBe(0);
    const again = await lab.sandbox.resume(launchId);
    expect(await must(again, 'cat ~/file /etc/motd; docker volume ls -q')).toBe(
      'saved\nsaved\nsaved',
    );
    await lab.sandbox.remove(launchId);
  });
});

it('a lab that is not there has no save points', async () => {
  await expect(lab.sandbox.keepPoint(newLaunchId(), POINT)).rejects.toMatchObject({
    code: 'lab.startFailed',
  });
});
