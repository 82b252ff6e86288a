import { describe, expect, it } from '@jest/globals';
import { examine, type Finding } from './checks.mjs';
import { type EngineFacts, type EngineInfo, type Facts, readInfo } from './facts.mjs';
import { formatReport, summarise } from './report.mjs';

const GB = 1e9;

const info: EngineInfo = {
  version: '20.10.24+dfsg1',
  product: 'Engine',
  operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
  osType: 'linux',
  architecture: 'x86_64',
  driver: 'overlay2',
  backing: 'extfs',
  cgroupVersion: '2',
  rootless: false,
  appArmor: false,
  userRemap: false,
  rootDir: '/var/lib/docker',
};

const engine: EngineFacts = {
  state: 'answers',
  address: '/var/run/docker.sock',
  dockerHostSet: false,
  plainTcp: false,
  local: true,
  detail: '',
  daemonInstalled: true,
  daemonRunning: true,
  info,
};

const well: Facts = {
  node: '20.19.0',
  machine: {
    platform: 'linux',
    arch: 'x64',
    root: false,
    name: 'Debian GNU/Linux 12 (bookworm)',
    debian: true,
    systemd: true,
    mayChange: true,
  },
  packages: { installed: true, driver: true, missingCompiler: [] },
  engine,
  kernel: {
    'user.max_user_namespaces': 96_365,
    'kernel.unprivileged_userns_clone': 1,
    'kernel.apparmor_restrict_unprivileged_userns': 0,
    'fs.inotify.max_user_instances': 1024,
    'kernel.keys.maxkeys': 2000,
    'kernel.keys.maxbytes': 2_000_000,
  },
  disk: { engineFree: 50 * GB, dataFree: 50 * GB, dataDir: '/srv/holdfast/.data' },
  memory: { total: 16 * GB, free: 12 * GB },
  port: { host: '127.0.0.1', port: '3000', error: null },
  prepared: { images: 4, golden: 1 },
  tools: { debootstrap: true, chromium: '/usr/bin/chromium' },
};

const withInfo = (change: Partial<EngineInfo>): Partial<Facts> => ({
  engine: { ...engine, info: { ...info, ...change } },
});
const withKernel = (name: string, value: number | null): Partial<Facts> => ({
  kernel: { ...well.kernel, [name]: value },
});

/** What is not well once something has changed. */
function complaints(change: Partial<Facts>): Finding[] {
  return examine({ ...well, ...change }).filter(({ level }) => level !== 'ok');
}

describe('examine', () => {
  it('has nothing to say against a machine that is well', () => {
    expect(complaints({})).toEqual([]);
  });

  const silent: EngineFacts = {
    ...engine,
    state: 'absent',
    detail: 'connect ENOENT',
    daemonRunning: false,
    daemonInstalled: false,
    local: false,
    info: null,
  };
  const root = { ...well.machine, root: true };

  it.each<[string, Partial<Facts>, Finding['level'], string, RegExp]>([
    ['old Node', { node: '18.20.4' }, 'fail', 'Node.js', /20\.19/],
    [
      'no packages',
      { packages: { ...well.packages, installed: false } },
      'warn',
      'npm packages',
      /npm start/,
    ],
    ['no engine', { engine: silent }, 'fail', 'Docker Engine', /apt-get install docker\.io/],
    ['no engine, root', { engine: silent, machine: root }, 'warn', 'Docker Engine', /npm start/],
    [
      'engine stopped, root',
      { engine: { ...silent, daemonInstalled: true }, machine: root },
      'warn',
      'Docker Engine',
      /starts the one/,
    ],
    [
      'engine that does not answer',
      { engine: { ...silent, state: 'silent', daemonRunning: true } },
      'fail',
      'Docker Engine',
      /log/,
    ],
    [
      'socket of another',
      { engine: { ...silent, state: 'forbidden' } },
      'fail',
      'Docker Engine',
      /usermod/,
    ],
    ['old engine', withInfo({ version: '19.03.15' }), 'fail', 'Docker Engine', /Update/],
    ['plain TCP', { engine: { ...engine, plainTcp: true } }, 'fail', 'DOCKER_HOST', /TLS/],
    ['Windows containers', withInfo({ osType: 'windows' }), 'fail', 'product', /Switch to Linux/],
    [
      'Docker Desktop',
      withInfo({ operatingSystem: 'Docker Desktop' }),
      'warn',
      'product',
      /Docker Engine on Linux/,
    ],
    ['Podman', withInfo({ product: 'linux/amd64, Podman Engine' }), 'warn', 'product', /Docker/],
    ['rootless', withInfo({ rootless: true }), 'warn', 'product', /DOCKER_HOST/],
    ['remapped users', withInfo({ userRemap: true }), 'warn', 'product', /DOCKER_HOST/],
    ['arm64', withInfo({ architecture: 'aarch64' }), 'warn', 'processor', /x86-64/],
    ['another processor', withInfo({ architecture: 'riscv64' }), 'fail', 'processor', /x86-64/],
    ['btrfs', withInfo({ driver: 'btrfs', backing: '' }), 'warn', 'storage', /overlay2/],
    ['overlay on zfs', withInfo({ backing: 'zfs' }), 'warn', 'storage', /ext4 or xfs/],
    [
      'namespaces forbidden',
      withKernel('user.max_user_namespaces', 0),
      'fail',
      'user namespaces',
      /sysctl -w user\.max_user_namespaces=/,
    ],
    [
      'few namespaces',
      withKernel('user.max_user_namespaces', 100),
      'warn',
      'user namespaces',
      /sysctl -w user\.max_user_namespaces=/,
    ],
    [
      'namespaces for root only',
      withKernel('kernel.unprivileged_userns_clone', 0),
      'fail',
      'unprivileged_userns_clone',
      /kernel\.unprivileged_userns_clone=1/,
    ],
    [
      'namespaces restricted by AppArmor',
      withKernel('kernel.apparmor_restrict_unprivileged_userns', 1),
      'fail',
      'AppArmor',
      /kernel\.apparmor_restrict_unprivileged_userns=0/,
    ],
    [
      'few watchers',
      withKernel('fs.inotify.max_user_instances', 128),
      'warn',
      'fs.inotify.max_user_instances',
      /sudo sysctl -w fs\.inotify\.max_user_instances=1024/,
    ],
    [
      'few keyrings, root',
      { ...withKernel('kernel.keys.maxkeys', 200), machine: root },
      'warn',
      'kernel.keys.maxkeys',
      /npm start raises/,
    ],
    [
      'disk of the engine low',
      { disk: { ...well.disk, engineFree: 8 * GB } },
      'warn',
      'disk for labs',
      /npm run clean/,
    ],
    [
      'disk of the engine full',
      { disk: { ...well.disk, engineFree: 1 * GB } },
      'fail',
      'disk for labs',
      /Free some space/,
    ],
    [
      'disk of the data full',
      { disk: { ...well.disk, dataFree: 1000 } },
      'fail',
      'disk for data',
      /HOLDFAST_DATA/,
    ],
    ['little memory', { memory: { total: 4 * GB, free: 2 * GB } }, 'warn', 'memory', /Close/],
    [
      'port in use',
      { port: { host: '127.0.0.1', port: '3000', error: 'EADDRINUSE' } },
      'warn',
      'port',
      /PORT=3001/,
    ],
    [
      'port not allowed',
      { port: { host: '127.0.0.1', port: '80', error: 'EACCES' } },
      'fail',
      'port',
      /PORT=3001/,
    ],
    [
      'no debootstrap',
      { tools: { ...well.tools, debootstrap: false } },
      'warn',
      'debootstrap',
      /apt-get install debootstrap/,
    ],
    [
      'no browser',
      { tools: { ...well.tools, chromium: null } },
      'warn',
      'browser for tests',
      /CHROMIUM/,
    ],
  ])('%s', (_what, change, level, name, cure) => {
    expect(complaints(change)).toEqual([
      { level, name, found: expect.any(String), cure: expect.stringMatching(cure) },
    ]);
  });

  it('asks for a compiler only where SQLite is still to be compiled', () => {
    const missingCompiler = ['g++'];
    expect(complaints({ packages: { installed: true, driver: true, missingCompiler } })).toEqual(
      [],
    );
    const cures = complaints({ packages: { installed: false, driver: false, missingCompiler } });
    expect(cures.map(({ name }) => name)).toEqual(['npm packages', 'compiler']);
  });

  it('says nothing of this kernel when the engine is on another', () => {
    const remote = { ...engine, local: false };
    expect(complaints({ ...withKernel('user.max_user_namespaces', 0), engine: remote })).toEqual(
      [],
    );
  });
});

describe('readInfo', () => {
  it('reads what engines of all ages say', () => {
    const read = readInfo(
      {
        OperatingSystem: 'Ubuntu 24.04',
        OSType: 'linux',
        Architecture: 'aarch64',
        Driver: 'overlay2',
        DriverStatus: [
          ['Backing Filesystem', 'xfs'],
          ['Supports d_type', 'true'],
        ],
        SecurityOptions: ['name=apparmor', 'name=seccomp,profile=builtin', 'name=userns'],
        DockerRootDir: '/srv/docker',
      },
      { version: '19.03.1', product: '' },
    );
    expect(read).toMatchObject({
      backing: 'xfs',
      cgroupVersion: '1',
      appArmor: true,
      rootless: false,
      userRemap: true,
      rootDir: '/srv/docker',
    });
  });
});

describe('formatReport', () => {
  it('aligns names and puts each cure below its finding', () => {
    const report = formatReport([
      { level: 'ok', name: 'port', found: '3000 is free' },
      { level: 'fail', name: 'Node.js', found: '18, too old', cure: 'Install a newer one' },
    ]);
    expect(report).toBe(
      'ok    port     3000 is free\nfail  Node.js  18, too old\n               → Install a newer one',
    );
  });
});

describe('summarise', () => {
  it('speaks of the worst', () => {
    const ok = { level: 'ok', name: 'a', found: '' } as const;
    expect(summarise([ok])).toBe('All is well.');
    expect(summarise([ok, { ...ok, level: 'warn' }])).toContain('warn');
    expect(
      summarise([
        { ...ok, level: 'warn' },
        { ...ok, level: 'fail' },
      ]),
    ).toContain('fail');
  });
});
