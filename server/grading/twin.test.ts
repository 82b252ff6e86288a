import { describe, expect, it } from '@jest/globals';
import { planTwin } from './twin.ts';

const inspected = {
  Id: 'c1',
  Name: '/shop',
  Image: 'sha256:i1',
  Config: {
    Hostname: 'shop',
    Image: 'busybox:1.37',
    Entrypoint: ['/start'],
    Cmd: ['serve', '--fast'],
    Env: ['A=1'],
    User: '1000:1000',
    WorkingDir: '/srv',
    Tty: true,
    OpenStdin: true,
    Labels: { 'com.docker.compose.project': 'shop' },
    ExposedPorts: { '80/tcp': {} },
    Healthcheck: { Test: ['CMD', 'true'] },
  },
  HostConfig: {
    Privileged: true,
    NetworkMode: 'bridge',
    RestartPolicy: { Name: 'always' },
    PortBindings: { '80/tcp': [{ HostPort: '8080' }] },
    Devices: [{ PathOnHost: '/dev/null' }],
    PidMode: 'host',
    AutoRemove: true,
    Tmpfs: { '/run/secrets': 'size=1m,mode=0700' },
    ReadonlyRootfs: true,
    CapAdd: ['NET_ADMIN'],
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    GroupAdd: ['5'],
    Init: true,
    ShmSize: 67_108_864,
    Binds: ['data:/data'],
    Mounts: [
      { Type: 'tmpfs', Target: '/sessions', TmpfsOptions: { SizeBytes: 1024, Mode: 0o1733 } },
      { Type: 'volume', Source: 'logs', Target: '/logs', VolumeOptions: { Subpath: 'shop' } },
    ],
  },
  Mounts: [
    { Type: 'volume', Name: 'data', Source: '/v/data', Destination: '/data', RW: true },
    { Type: 'volume', Name: 'data', Source: '/v/data', Destination: '/again', RW: false },
    { Type: 'volume', Name: 'logs', Source: '/v/logs', Destination: '/logs', RW: true },
    { Type: 'bind', Source: '/root/site', Destination: '/site', RW: true },
    { Type: 'bind', Source: '/var/run/docker.sock', Destination: '/engine.sock', RW: false },
    { Type: 'tmpfs', Source: '', Destination: '/sessions', RW: true },
  ],
};
const copies = new Map([
  ['data', 'copy-of-data'],
  ['logs', 'copy-of-logs'],
]);

describe('planTwin', () => {
  const plan = planTwin(inspected);
  const request = plan.request(copies, new Map());

  it('names the image by id, and each volume once', () => {
    expect(plan.image).toBe('sha256:i1');
    expect(plan.volumes).toEqual(['data', 'logs']);
  });

  it('takes over what the program sees, and nothing that reaches beyond its container', () => {
    expect(request).toEqual({
      Image: 'sha256:i1',
      Entrypoint: ['/start'],
      Cmd: ['serve', '--fast'],
      Env: ['A=1'],
      User: '1000:1000',
      WorkingDir: '/srv',
      Tty: true,
      OpenStdin: true,
      Healthcheck: { Test: ['NONE'] },
      HostConfig: {
        NetworkMode: 'none',
        Tmpfs: { '/run/secrets': 'size=1m,mode=0700' },
        ReadonlyRootfs: true,
        CapAdd: ['NET_ADMIN'],
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
        GroupAdd: ['5'],
        Init: true,
        ShmSize: 67_108_864,
        Mounts: expect.any(Array),
      },
    });
  });

  it('mounts copies for volumes, binds read-only, and leaves out the socket of the engine', () => {
    expect(request.HostConfig).toMatchObject({
      Mounts: [
        { Type: 'volume', Source: 'copy-of-data', Target: '/data', ReadOnly: false },
        { Type: 'volume', Source: 'copy-of-data', Target: '/again', ReadOnly: true },
        {
          Type: 'volume',
          Source: 'copy-of-logs',
          Target: '/logs',
          VolumeOptions: { Subpath: 'shop' },
        },
        { Type: 'bind', Source: '/root/site', Target: '/site', ReadOnly: true },
        { Type: 'tmpfs', Target: '/sessions', TmpfsOptions: { SizeBytes: 1024, Mode: 0o1733 } },
      ],
    });
  });

  it("binds from a copied directory are the copy's, as writable as the learner's", () => {
    const Mounts = [
      { Type: 'bind', Source: '/root/site', Destination: '/site', RW: true },
      { Type: 'bind', Source: '/root/site/conf/a.json', Destination: '/a.json', RW: false },
      { Type: 'bind', Source: '/root/site-2', Destination: '/other', RW: true },
    ];
    const directories = new Map([['/root/site', '/v/copy/_data']]);
    const { HostConfig } = planTwin({ ...inspected, Mounts }).request(copies, directories);
    expect(HostConfig).toMatchObject({
      Mounts: [
        { Type: 'bind', Source: '/v/copy/_data', Target: '/site', ReadOnly: false },
        { Source: '/v/copy/_data/conf/a.json', Target: '/a.json', ReadOnly: true },
        { Source: '/root/site-2', Target: '/other', ReadOnly: true },
        { Type: 'tmpfs' },
      ],
    });
  });

  it('does not fall back to the entrypoint of the image where the learner took it away', () => {
    for (const Entrypoint of [null, [], ['']]) {
      const Config = { ...inspected.Config, Entrypoint };
      expect(planTwin({ ...inspected, Config }).request(copies, new Map()).Entrypoint).toEqual([
        '',
      ]);
    }
  });

  it('throws on what is not a container', () => {
    expect(() => planTwin({ Id: 'c1' })).toThrow();
  });
});
