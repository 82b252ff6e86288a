/** What the machine's engine made of a lab host, read back from it. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type Docker from 'dockerode';
import type { LabHost } from '../../server/sandbox/types.ts';
import { inContainer, inLab, must } from '../support/lab.ts';
import { LAB_MS, PREPARE_MS, startTestSandbox, type TestSandbox } from '../support/sandbox.ts';

jest.setTimeout(LAB_MS);

let lab: TestSandbox;
let host: LabHost;
let container: Docker.Container;

beforeAll(async () => {
  lab = await startTestSandbox();
  host = await lab.launch();
  container = lab.container(host.launchId);
  // Processes of other users of the lab, too.
  await must(host, 'docker run -d --user 999 busybox:1.37 sleep 1000');
}, PREPARE_MS);

afterAll(() => lab?.close(), LAB_MS);

interface ProcessFacts {
  name: string;
  /** Real, effective, saved and file-system uid, in the machine's own numbers. */
  uids: string[];
  seccomp: string | undefined;
}

/** Every process of the container, seen from outside the lab's namespaces. */
async function processes(): Promise<ProcessFacts[]> {
  const { out } = await inContainer(container, 'cat /proc/[0-9]*/status 2>/dev/null');
  return out.split(/^(?=Name:)/m).map((status) => {
    const field = (name: string) => new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(status)?.[1];
    return {
      name: field('Name') ?? '',
      uids: (field('Uid') ?? '').split(/\s+/),
      seccomp: field('Seccomp'),
    };
  });
}

describe('a lab host’s container', () => {
  it('has no privilege, device, network or writable root', async () => {
    const { HostConfig, Config, NetworkSettings, Mounts } = await container.inspect();
    expect(Config.User).toBe('1000:1000');
    expect(HostConfig).toMatchObject({
      Init: true,
      Privileged: false,
      CapDrop: ['ALL'],
      NetworkMode: 'none',
      IpcMode: 'private',
      CgroupnsMode: 'private',
      ReadonlyRootfs: true,
      RestartPolicy: { Name: 'no' },
      Memory: 2048 * 1024 * 1024,
      MemorySwap: 2048 * 1024 * 1024,
      NanoCpus: 1_500_000_000,
      PidsLimit: 1024,
    });
    expect(HostConfig.CapAdd.map((name: string) => name.replace('CAP_', '')).sort()).toEqual([
      'SETGID',
      'SETUID',
    ]);
    expect(HostConfig.Devices ?? []).toEqual([]);
    expect(HostConfig.Binds ?? []).toEqual([]);
    expect(HostConfig.PidMode).toBe('');
    expect(HostConfig.UTSMode).toBe('');
    expect(Object.keys(NetworkSettings.Networks)).toEqual(['none']);
    expect(NetworkSettings.Ports ?? {}).toEqual({});
    expect(Mounts.map(({ Type, Destination, RW }) => [Type, Destination, RW]).sort()).toEqual([
      ['volume', '/lab', true],
      ['volume', '/usr/lib/holdfast/golden', false],
    ]);
  });

  it('has our seccomp profile, and AppArmor is left only where there is any', async () => {
    const { HostConfig } = await container.inspect();
    const info: { SecurityOptions?: string[] } = await lab.docker.info();
    const appArmor = (info.SecurityOptions ?? []).some((it) => it.startsWith('name=apparmor'));
    const [seccomp, ...others] = HostConfig.SecurityOpt as string[];
    expect(JSON.parse((seccomp ?? '').replace(/^seccomp=/, ''))).toMatchObject({
      defaultAction: 'SCMP_ACT_ERRNO',
    });
    expect(others).toEqual(appArmor ? ['apparmor=unconfined'] : []);
  });

  it('runs nothing as the machine’s root, and everything under seccomp', async () => {
    const all = await processes();
    const names = all.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['dockerd', 'containerd', 'sleep']));
    expect(all.filter(({ uids }) => uids.includes('0'))).toEqual([]);
    expect(all.filter(({ seccomp }) => seccomp !== '2')).toEqual([]);
    // The numbers are the machine's: a user of an inner container is one of the lab's range.
    expect(all.find(({ name }) => name === 'sleep')?.uids[0]).toBe('100998');
  });

  it('says the same from the engine’s side', async () => {
    const { Processes, Titles }: { Processes: string[][]; Titles: string[] } = await container.top({
      ps_args: '-eo pid,ruid,euid,suid,fuid,comm',
    });
    const uidColumns = Titles.flatMap((title, index) => (/UID/.test(title) ? [index] : []));
    expect(uidColumns).toHaveLength(4);
    const uids = Processes.flatMap((row) => uidColumns.map((column) => row[column]));
    expect(uids.length).toBeGreaterThan(20);
    expect(uids).not.toContain('0');
  });

  it('has no setuid program, and a tool that would find one', async () => {
    const search = (place: string) => `find ${place} -xdev -type f -perm /6000 2>/dev/null`;
    expect((await inContainer(container, search('/'))).out).toBe('');
    const planted = 'cp /bin/true /tmp/planted && chmod u+s /tmp/planted';
    const { out } = await inContainer(
      container,
      `${planted} && ${search('/tmp')}; rm /tmp/planted`,
    );
    expect(out).toBe('/tmp/planted');
  });

  it('gives its processes no more than the two capabilities, and those to none of them', async () => {
    const { out } = await inContainer(container, 'grep Cap /proc/self/status');
    const capability = (name: string) =>
      new RegExp(`${name}:\\s+0*([0-9a-f]+)$`, 'm').exec(out)?.[1];
    // 6 is CAP_SETGID, 7 CAP_SETUID.
    expect(capability('CapBnd')).toBe('c0');
    expect(capability('CapEff')).toBe('0');
    expect(capability('CapPrm')).toBe('0');
    expect(capability('CapAmb')).toBe('0');
  });

  it('lets the learner’s programs gain no privilege by executing another', async () => {
    expect(await must(host, 'grep NoNewPrivs /proc/self/status')).toMatch(/\s1$/);
    // newuidmap, which makes the lab, needs its file capability.
    expect((await inContainer(container, 'grep NoNewPrivs /proc/self/status')).out).toMatch(/\s0$/);
  });

  it('writes no core files', async () => {
    expect((await inLab(host, 'ulimit -Hc')).out).toBe('0');
  });

  it('has as many open files as the engine grants', async () => {
    const { HostConfig } = await container.inspect();
    const limit = HostConfig.Ulimits?.find(({ Name }) => Name === 'nofile');
    expect(Number(await must(host, 'ulimit -Hn'))).toBe(limit?.Hard);
    expect(limit?.Hard).toBeGreaterThanOrEqual(1024);
  });
});
