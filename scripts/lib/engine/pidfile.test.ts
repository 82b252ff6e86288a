import { describe, expect, it } from '@jest/globals';
import { isRunning, isStale } from './pidfile.mjs';

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

describe('isRunning', () => {
  it('finds no program that does not exist', () => {
    expect(isRunning('holdfast-no-such')).toBe(false);
  });
});
