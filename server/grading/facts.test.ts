import { describe, expect, it } from '@jest/globals';
import { changeList, containerFacts, volumeFacts } from './facts.ts';

const anonymous = 'a'.repeat(64);

const inspected = {
  Id: 'c1',
  Name: '/db',
  Created: '2026-01-02T03:04:05.000000006Z',
  Image: 'sha256:i1',
  Path: 'docker-entrypoint.sh',
  Args: ['postgres'],
  State: {
    Status: 'running',
    Running: true,
    ExitCode: 0,
    StartedAt: '2026-01-02T03:04:06Z',
    Health: { Status: 'healthy' },
  },
  Config: { Image: 'postgres:17', Env: ['A=1=2', 'B='], User: '999:999', Labels: null },
  HostConfig: {
    AutoRemove: false,
    ReadonlyRootfs: true,
    Tmpfs: { '/scratch/': 'size=1m,ro' },
    Mounts: [
      { Type: 'volume', Source: 'x', Target: '/a' },
      { Type: 'tmpfs', Target: '/c', TmpfsOptions: { SizeBytes: 65536, Mode: 0o1733 } },
      { Type: 'tmpfs', Target: '/d' },
    ],
  },
  Mounts: [
    { Type: 'volume', Name: anonymous, Source: '/x', Destination: '/a', RW: true },
    { Type: 'bind', Source: '/srv', Destination: '/b', RW: false },
    { Type: 'tmpfs', Source: '', Destination: '/c', RW: true },
    { Type: 'tmpfs', Source: '', Destination: '/d', RW: true },
  ],
  NetworkSettings: { Networks: { bridge: { IPAddress: '172.17.0.2' } } },
};

describe('containerFacts', () => {
  it('reads what inspect says', () => {
    expect(containerFacts(inspected)).toMatchObject({
      name: 'db',
      image: 'postgres:17',
      health: 'healthy',
      env: { A: '1=2', B: '' },
      labels: {},
      command: ['docker-entrypoint.sh', 'postgres'],
      user: '999:999',
      readOnlyRoot: true,
      address: '172.17.0.2',
    });
  });

  it('tells volumes, binds and tmpfs apart, and anonymous volumes from named ones', () => {
    const unasked = { size: null, mode: null, uid: null, gid: null };
    const inMemory = { type: 'tmpfs', source: '', anonymous: false };
    expect(containerFacts(inspected).mounts).toEqual([
      {
        type: 'volume',
        source: anonymous,
        destination: '/a',
        readOnly: false,
        anonymous: true,
        tmpfs: null,
      },
      {
        type: 'bind',
        source: '/srv',
        destination: '/b',
        readOnly: true,
        anonymous: false,
        tmpfs: null,
      },
      {
        ...inMemory,
        destination: '/c',
        readOnly: false,
        tmpfs: { ...unasked, size: 65536, mode: 0o1733 },
      },
      { ...inMemory, destination: '/d', readOnly: false, tmpfs: unasked },
      {
        ...inMemory,
        destination: '/scratch',
        readOnly: true,
        tmpfs: { ...unasked, size: 1024 * 1024 },
      },
    ]);
  });

  it('gives mounts in the order of their paths, whatever order the engine has them in', () => {
    const Mounts = [...inspected.Mounts].reverse();
    expect(containerFacts({ ...inspected, Mounts }).mounts).toEqual(
      containerFacts(inspected).mounts,
    );
  });

  it('takes the zero time for never started', () => {
    const State = { ...inspected.State, StartedAt: '0001-01-01T00:00:00Z' };
    expect(containerFacts({ ...inspected, State }).startedAt).toBeNull();
  });

  it('throws on what is not a container', () => {
    expect(() => containerFacts({ Id: 'c1' })).toThrow();
  });
});

describe('changeList', () => {
  it('names what docker diff marks C, A and D', () => {
    const answer = [
      { Path: '/etc', Kind: 0 },
      { Path: '/etc/x', Kind: 1 },
      { Path: '/y', Kind: 2 },
    ];
    expect(changeList(answer).map((change) => change.kind)).toEqual([
      'changed',
      'added',
      'deleted',
    ]);
  });

  it('takes null for no changes', () => expect(changeList(null)).toEqual([]));
});

describe('volumeFacts', () => {
  it('gives empty records where the engine says null', () => {
    const facts = volumeFacts({ Name: 'v', Driver: 'local', Labels: null, Options: null });
    expect(facts).toMatchObject({ labels: {}, options: {}, anonymous: false });
  });
});
