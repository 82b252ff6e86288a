import { describe, expect, it } from '@jest/globals';
import { hears, stopRequest } from './stop-signal.ts';

const status = (caught: string, blocked = '0000000000000000'): string =>
  `Name:\tsh\nSigQ:\t0/96000\nSigBlk:\t${blocked}\nSigIgn:\t0000000000000004\nSigCgt:\t${caught}\nCapInh:\t0000000000000000\n`;

describe('hears', () => {
  it.each([
    ['nothing caught', status('0000000000000000'), 'SIGTERM', false],
    ['TERM caught', status('0000000000004000'), 'SIGTERM', true],
    ['all but TERM caught', status('ffffffffffffbfff'), 'SIGTERM', false],
    ['INT caught, INT asked', status('0000000000000002'), 'SIGINT', true],
    ['TERM caught, INT asked', status('0000000000004000'), 'SIGINT', false],
    [
      'TERM blocked, as in docker-init',
      status('0000000000000000', '0000000000004000'),
      'TERM',
      true,
    ],
    ['TERM by number', status('0000000000004000'), '15', true],
    ['a signal above 32', status('0000000200000000'), '34', true],
    ['a signal that is not known', status('0000000000000000'), 'SIGNOTHING', true],
    ['a process that has ended', '', 'SIGTERM', false],
  ])('%s', (_what, text, signal, expected) => expect(hears(text, signal)).toBe(expected));
});

describe('stopRequest', () => {
  it('asks with TERM unless the image says otherwise', () => {
    const State = { Pid: 7 };
    expect(stopRequest({ State, Config: {} })).toEqual({ pid: 7, signal: 'SIGTERM' });
    expect(stopRequest({ State, Config: { StopSignal: 'SIGINT' } }).signal).toBe('SIGINT');
  });
});
