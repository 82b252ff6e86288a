import { describe, expect, it } from '@jest/globals';
import type { Machine } from '../machine/os.mjs';
import { planEngine, type Situation } from './plan.mjs';

const machine: Machine = {
  platform: 'linux',
  arch: 'x64',
  root: true,
  name: 'Debian GNU/Linux 12 (bookworm)',
  debian: true,
  systemd: false,
  mayChange: true,
};
const bare: Situation = {
  state: 'absent',
  dockerHostSet: false,
  daemonInstalled: false,
  daemonRunning: false,
  machine,
};
const actionOf = (change: Partial<Situation>) => planEngine({ ...bare, ...change }).action;
const cureOf = (change: Partial<Situation>) => {
  const plan = planEngine({ ...bare, ...change });
  return plan.action === 'tell' ? plan.cure : plan.action;
};

describe('planEngine', () => {
  it('uses what answers, whatever else there is', () => {
    expect(actionOf({ state: 'answers', daemonRunning: true })).toBe('use');
  });

  it('installs on a bare Debian as root, and starts what is installed', () => {
    expect(actionOf({})).toBe('install');
    expect(actionOf({ daemonInstalled: true })).toBe('start');
    expect(actionOf({ state: 'refused', daemonInstalled: true })).toBe('start');
  });

  it('never starts or installs another engine beside one that runs or was named', () => {
    expect(actionOf({ daemonInstalled: true, daemonRunning: true })).toBe('wait');
    expect(actionOf({ dockerHostSet: true, daemonInstalled: true })).toBe('tell');
    expect(actionOf({ dockerHostSet: true })).toBe('tell');
  });

  it('changes nothing without leave or without root', () => {
    const forbidden = { machine: { ...machine, mayChange: false } };
    expect(actionOf(forbidden)).toBe('tell');
    expect(actionOf({ ...forbidden, daemonInstalled: true })).toBe('tell');
    expect(actionOf({ machine: { ...machine, root: false } })).toBe('tell');
  });

  it('gives the command that this machine needs', () => {
    const user = { ...machine, root: false };
    expect(cureOf({ machine: user })).toContain('sudo apt-get install docker.io');
    expect(cureOf({ machine: { ...user, debian: false } })).toContain('docs.docker.com');
    expect(cureOf({ machine: { ...user, systemd: true }, daemonInstalled: true })).toBe(
      'Run: sudo systemctl start docker',
    );
    expect(cureOf({ machine: user, state: 'forbidden' })).toContain('usermod -aG docker');
    expect(cureOf({ machine: { ...machine, debian: false } })).toContain('docs.docker.com');
    expect(cureOf({ machine: { ...machine, platform: 'darwin' } })).toContain('Docker Desktop');
    expect(cureOf({ state: 'unknown', dockerHostSet: true })).toContain('unix://');
  });
});
