import { describe, expect, it } from '@jest/globals';
import { describeEndpoint, endpointsFor } from './endpoint.ts';

const user = { home: '/home/ada', runtimeDir: '/run/user/1000' };

describe('endpointsFor', () => {
  it('tries the usual sockets, the system’s first', () => {
    const endpoints = endpointsFor({}, user);
    const paths = endpoints.ok ? endpoints.candidates.map(describeEndpoint) : [];
    expect(paths.slice(0, 3)).toEqual([
      '/var/run/docker.sock',
      '/run/user/1000/docker.sock',
      '/home/ada/.docker/run/docker.sock',
    ]);
    expect(paths).toContain('/home/ada/.colima/default/docker.sock');
  });

  it('leaves out the runtime directory where there is none', () => {
    const endpoints = endpointsFor({ dockerHost: '' }, { home: '/home/ada' });
    const paths = endpoints.ok ? endpoints.candidates.map(describeEndpoint) : [];
    expect(paths[1]).toBe('/home/ada/.docker/run/docker.sock');
  });

  it('tries nothing but DOCKER_HOST when it is set', () => {
    expect(endpointsFor({ dockerHost: 'unix:///srv/d.sock' }, user)).toEqual({
      ok: true,
      candidates: [{ kind: 'unix', socketPath: '/srv/d.sock' }],
    });
  });

  it('uses TLS where there are certificates', () => {
    expect(endpointsFor({ dockerHost: 'tcp://lab.example', dockerCertPath: '/c' }, user)).toEqual({
      ok: true,
      candidates: [{ kind: 'tcp', host: 'lab.example', port: 2376, certPath: '/c' }],
    });
  });

  it('refuses an address without encryption unless told otherwise', () => {
    const dockerHost = 'tcp://10.0.0.5:2375';
    expect(endpointsFor({ dockerHost }, user)).toMatchObject({
      ok: false,
      problem: { code: 'engine.insecure' },
    });
    expect(endpointsFor({ dockerHost, allowInsecure: true }, user)).toEqual({
      ok: true,
      candidates: [{ kind: 'tcp', host: '10.0.0.5', port: 2375, certPath: null }],
    });
  });

  it.each([
    'ssh://ada@lab.example',
    'npipe:////./pipe/docker',
    'unix://relative',
    'tcp://',
    'what',
  ])('says that it cannot use %s', (dockerHost) => {
    expect(endpointsFor({ dockerHost, allowInsecure: true }, user)).toMatchObject({
      ok: false,
      problem: { code: 'engine.badAddress' },
    });
  });
});
