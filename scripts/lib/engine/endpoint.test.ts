import { describe, expect, it } from '@jest/globals';
import { candidateEndpoints, describeEndpoint, parseDockerHost } from './endpoint.mjs';

const tls = { ca: Buffer.from('ca'), cert: Buffer.from('cert'), key: Buffer.from('key') };

describe('parseDockerHost', () => {
  it.each([
    ['unix:///run/user/1000/docker.sock', { kind: 'unix', path: '/run/user/1000/docker.sock' }],
    ['/var/run/docker.sock', { kind: 'unix', path: '/var/run/docker.sock' }],
    ['tcp://10.0.0.5', { kind: 'tcp', host: '10.0.0.5', port: 2375, tls: null }],
    ['tcp://lab:4000', { kind: 'tcp', host: 'lab', port: 4000, tls: null }],
    ['tcp://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375, tls: null }],
    ['ssh://root@lab', { kind: 'other', value: 'ssh://root@lab' }],
    ['npipe:////./pipe/docker_engine', { kind: 'other', value: 'npipe:////./pipe/docker_engine' }],
  ])('%s', (value, expected) => {
    expect(parseDockerHost(value, null)).toEqual(expected);
  });

  it('takes the port for TLS when there are certificates', () => {
    expect(parseDockerHost('tcp://lab', tls)).toEqual({
      kind: 'tcp',
      host: 'lab',
      port: 2376,
      tls,
    });
  });
});

describe('candidateEndpoints', () => {
  it('is DOCKER_HOST alone when that is set', () => {
    expect(candidateEndpoints({ DOCKER_HOST: 'unix:///x.sock' }, '/home/ada')).toEqual([
      { kind: 'unix', path: '/x.sock' },
    ]);
  });

  it('begins with the system’s socket, then the user’s own', () => {
    const all = candidateEndpoints({ XDG_RUNTIME_DIR: '/run/user/7' }, '/home/ada');
    expect(all.slice(0, 3).map(describeEndpoint)).toEqual([
      '/var/run/docker.sock',
      '/run/user/7/docker.sock',
      '/home/ada/.docker/run/docker.sock',
    ]);
  });
});
