import { describe, expect, it } from '@jest/globals';
import { hostContainer, type TemplateFacts } from './template.ts';

const facts: TemplateFacts = {
  installation: 'installation1',
  launchId: 'abcdefghij0123456789',
  limits: { memoryMiB: 2048, cpus: 1.5, pids: 1024, diskMiB: 8192 },
  image: 'sha256:abc',
  golden: 'holdfast-golden-1',
  seccomp: '{"defaultAction":"SCMP_ACT_ERRNO"}',
  appArmor: false,
  openFiles: 1_048_576,
};

const name = 'holdfast-installation1-abcdefghij0123456789';

describe('hostContainer', () => {
  it('gives away nothing', () => {
    const { User, HostConfig } = hostContainer(facts);
    expect(User).toBe('1000:1000');
    expect(HostConfig).toMatchObject({
      Privileged: false,
      CapDrop: ['ALL'],
      CapAdd: ['SETUID', 'SETGID'],
      SecurityOpt: ['seccomp={"defaultAction":"SCMP_ACT_ERRNO"}'],
      ReadonlyRootfs: true,
      NetworkMode: 'none',
      IpcMode: 'private',
      CgroupnsMode: 'private',
      Init: true,
      MaskedPaths: [],
      ReadonlyPaths: [],
      RestartPolicy: { Name: 'no' },
    });
    for (const dangerous of [
      'Binds',
      'Devices',
      'DeviceRequests',
      'DeviceCgroupRules',
      'PidMode',
      'UTSMode',
      'UsernsMode',
      'VolumesFrom',
      'PortBindings',
      'ExtraHosts',
      'Sysctls',
      'GroupAdd',
      'CgroupParent',
      'Runtime',
    ]) {
      expect(HostConfig).not.toHaveProperty(dangerous);
    }
  });

  it('tells the lab its share of the disk', () => {
    expect(hostContainer(facts).Env).toContain('HOLDFAST_DISK_MIB=8192');
  });

  it('has the limits of the configuration, and no swap beyond its memory', () => {
    expect(hostContainer(facts).HostConfig).toMatchObject({
      Memory: 2_147_483_648,
      MemorySwap: 2_147_483_648,
      NanoCpus: 1_500_000_000,
      PidsLimit: 1024,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '2' } },
    });
  });

  it('mounts the golden volume read-only and the lab’s own, and nothing else', () => {
    const mounts = hostContainer(facts).HostConfig.Mounts ?? [];
    expect(
      mounts.map(({ Type, Source, Target, ReadOnly }) => [Type, Source, Target, ReadOnly]),
    ).toEqual([
      ['volume', 'holdfast-golden-1', '/usr/lib/holdfast/golden', true],
      ['volume', name, '/lab', undefined],
    ]);
    expect(mounts[0]?.VolumeOptions?.NoCopy).toBe(true);
  });

  it('labels container and volume alike', () => {
    const { name: given, Labels, HostConfig } = hostContainer(facts);
    expect(given).toBe(name);
    expect(Labels).toEqual({
      'org.holdfast.installation': 'installation1',
      'org.holdfast.launch': 'abcdefghij0123456789',
      'org.holdfast.golden': 'holdfast-golden-1',
      'org.holdfast.role': 'lab',
    });
    expect(HostConfig.Mounts?.[1]?.VolumeOptions?.Labels).toEqual(Labels);
  });

  it('asks for no more open files than the engine may give', () => {
    const limits = (openFiles: number) => hostContainer({ ...facts, openFiles }).HostConfig.Ulimits;
    const core = { Name: 'core', Soft: 0, Hard: 0 };
    expect(limits(20_000)).toEqual([core, { Name: 'nofile', Soft: 20_000, Hard: 20_000 }]);
    expect(limits(4_000_000)).toEqual([core, { Name: 'nofile', Soft: 65_536, Hard: 1_048_576 }]);
  });

  it('leaves AppArmor’s default profile only where there is AppArmor', () => {
    expect(hostContainer({ ...facts, appArmor: true }).HostConfig.SecurityOpt).toEqual([
      'seccomp={"defaultAction":"SCMP_ACT_ERRNO"}',
      'apparmor=unconfined',
    ]);
  });

  it('passes a configured runtime on', () => {
    expect(hostContainer({ ...facts, runtime: 'runsc' }).HostConfig.Runtime).toBe('runsc');
  });
});
