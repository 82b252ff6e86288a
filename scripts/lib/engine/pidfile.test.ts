import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { commandOfStat, isRunning, isStale } from './pidfile.mjs';

describe('isStale', () => {
  const processes = new Map([
    [100, 'dockerd'],
    [200, 'bash'],
  ]);
  const commandOf = (pid: number) => processes.get(pid) ?? null;

  it.each([
    ['100\n', false],
    ['200', true],
    ['300', true],
    ['', true],
    ['rubbish', true],
    ['-1', true],
  ])('%j: %s', (text, expected) => {
    expect(isStale(text, 'dockerd', commandOf)).toBe(expected);
  });
});

describe('commandOfStat', () => {
  it.each([
    ['1199 (dockerd) S 1 1199 1199 0', 'dockerd'],
    ['7 (a) Z (b) R 1 7', 'a) Z (b'],
    ['1199 (dockerd) Z 1 1199', null],
    ['rubbish', null],
  ])('%s', (stat, expected) => {
    expect(commandOfStat(stat)).toBe(expected);
  });
});

describe('isRunning', () => {
  it.each([
    [readFileSync('/proc/self/comm', 'utf8').trim(), true],
    ['holdfast-no-such', false],
  ])('%j: %s', (program, expected) => {
    expect(isRunning(program)).toBe(expected);
  });
});
