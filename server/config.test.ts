import { describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig } from './config.ts';

describe('readConfig', () => {
  it('listens on loopback, port 3000, for one learner, unless told otherwise', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ host: '127.0.0.1', port: 3000, learners: 'single' });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ PORT: '', HOST: '' }).port).toBe(3000);
  });

  it('splits host names and lowers their case', () => {
    expect(readConfig({ HOLDFAST_HOSTS: 'Docker.example.org, learn.test,' }).hosts).toEqual([
      'docker.example.org',
      'learn.test',
    ]);
  });

  it('splits names of images, and refuses what is none', () => {
    expect(readConfig({ HOLDFAST_IMAGES: 'alpine:3.22, quay.io/a/b:V1,' }).images).toEqual([
      'alpine:3.22',
      'quay.io/a/b:V1',
    ]);
    expect(() => readConfig({ HOLDFAST_IMAGES: 'alpine:3.22,ubuntu' })).toThrow(/HOLDFAST_IMAGES/);
  });

  it('names every variable that is wrong', () => {
    const read = () => readConfig({ PORT: 'ninety', HOLDFAST_LEARNERS: 'two' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/PORT[\s\S]*HOLDFAST_LEARNERS/);
  });
});
