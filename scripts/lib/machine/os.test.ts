import { describe, expect, it } from '@jest/globals';
import { canInstall, isDebianLike, type Machine, parseOsRelease } from './os.mjs';

const ubuntu = `PRETTY_NAME="Ubuntu 24.04.2 LTS"
ID=ubuntu
ID_LIKE=debian
# a comment
VERSION_ID='24.04'`;

describe('parseOsRelease', () => {
  it('reads quoted and plain values', () => {
    expect(parseOsRelease(ubuntu)).toEqual({
      PRETTY_NAME: 'Ubuntu 24.04.2 LTS',
      ID: 'ubuntu',
      ID_LIKE: 'debian',
      VERSION_ID: '24.04',
    });
  });
});

describe('isDebianLike', () => {
  it.each([
    [{ ID: 'debian' }, true],
    [{ ID: 'linuxmint', ID_LIKE: 'ubuntu debian' }, true],
    [{ ID: 'fedora' }, false],
    [{ ID: 'rocky', ID_LIKE: 'rhel centos fedora' }, false],
    [{}, false],
  ])('%j: %s', (release, expected) => {
    expect(isDebianLike(release)).toBe(expected);
  });
});

describe('canInstall', () => {
  const able: Machine = {
    platform: 'linux',
    arch: 'x64',
    root: true,
    name: 'Debian',
    debian: true,
    systemd: false,
    mayChange: true,
  };

  it('takes root, apt and leave', () => {
    expect(canInstall(able)).toBe(true);
    expect(canInstall({ ...able, root: false })).toBe(false);
    expect(canInstall({ ...able, debian: false })).toBe(false);
    expect(canInstall({ ...able, mayChange: false })).toBe(false);
  });
});
