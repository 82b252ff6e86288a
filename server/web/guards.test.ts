import { describe, expect, it } from '@jest/globals';
import { allowedHosts, hostName, isSameOrigin } from './guards.ts';

describe('hostName', () => {
  it.each([
    ['localhost:3000', 'localhost'],
    ['LOCALHOST', 'localhost'],
    ['127.0.0.1:80', '127.0.0.1'],
    ['[::1]:3000', '[::1]'],
    ['learn.example.org', 'learn.example.org'],
  ])('reads %s as %s', (authority, name) => expect(hostName(authority)).toBe(name));

  it.each([undefined, '', 'a b', 'evil.test/localhost', 'user@localhost', 'localhost:99999999'])(
    'makes nothing of %s',
    (authority) => expect(hostName(authority)).toBeUndefined(),
  );
});

describe('isSameOrigin', () => {
  it('compares name and port', () => {
    expect(isSameOrigin('http://localhost:3000', 'localhost:3000')).toBe(true);
    expect(isSameOrigin('http://localhost:3001', 'localhost:3000')).toBe(false);
    expect(isSameOrigin('http://evil.test', 'localhost:3000')).toBe(false);
  });

  it('knows the ports that go without saying', () => {
    expect(isSameOrigin('http://learn.test', 'learn.test:80')).toBe(true);
    expect(isSameOrigin('https://learn.test', 'learn.test:443')).toBe(true);
    expect(isSameOrigin('https://learn.test', 'learn.test')).toBe(true);
  });

  it('takes no origin, an opaque origin or another scheme for foreign', () => {
    for (const origin of [undefined, 'null', 'file://localhost', 'not an origin']) {
      expect(isSameOrigin(origin, 'localhost')).toBe(false);
    }
  });
});

describe('allowedHosts', () => {
  it('adds what is listened on and what the operator names to loopback', () => {
    const hosts = allowedHosts('10.0.0.5', ['learn.test']);
    expect([...hosts].sort()).toEqual([
      '10.0.0.5',
      '127.0.0.1',
      '[::1]',
      'learn.test',
      'localhost',
    ]);
  });
});
