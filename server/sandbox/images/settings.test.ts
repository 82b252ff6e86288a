import { describe, expect, it } from '@jest/globals';
import { readSettings } from './settings.ts';

describe('readSettings', () => {
  it('has defaults', () => {
    expect(readSettings({})).toEqual({
      mirror: 'http://deb.debian.org/debian',
      mayInstall: true,
      proxy: {},
    });
  });

  it('takes the mirror, the permission and the proxies that are set', () => {
    expect(
      readSettings({
        HOLDFAST_DEBIAN_MIRROR: 'http://mirror.example/debian',
        HOLDFAST_INSTALL: 'no',
        http_proxy: 'http://proxy.example:3128',
        https_proxy: '',
        HOME: '/root',
      }),
    ).toEqual({
      mirror: 'http://mirror.example/debian',
      mayInstall: false,
      proxy: { http_proxy: 'http://proxy.example:3128' },
    });
  });
});
