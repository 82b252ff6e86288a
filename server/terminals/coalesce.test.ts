import { beforeEach, describe, expect, it } from '@jest/globals';
import { createManualTimers, type ManualTimers } from '../../test/support/manual-timers.ts';
import { type Coalescer, createCoalescer, FULL_BYTES, WINDOW_MS } from './coalesce.ts';

let timers: ManualTimers;
let coalescer: Coalescer;
let flushes: number;

beforeEach(() => {
  timers = createManualTimers();
  flushes = 0;
  coalescer = createCoalescer({ timers, flush: () => flushes++ });
});

describe('coalescing', () => {
  it('sends the first bytes at once and gathers what follows', () => {
    coalescer.add(1);
    expect(flushes).toBe(1);
    coalescer.add(1);
    coalescer.add(1);
    expect(flushes).toBe(1);
    timers.pass(WINDOW_MS);
    expect(flushes).toBe(2);
  });

  it('sends at once again after a window in which nothing came', () => {
    coalescer.add(1);
    timers.pass(WINDOW_MS);
    expect(flushes).toBe(1);
    coalescer.add(1);
    expect(flushes).toBe(2);
  });

  it('does not wait when a message is full', () => {
    coalescer.add(1);
    coalescer.add(FULL_BYTES - 1);
    expect(flushes).toBe(1);
    coalescer.add(1);
    expect(flushes).toBe(2);
  });

  it('holds no echo back', () => {
    coalescer.add(1);
    coalescer.add(1);
    coalescer.expectEcho();
    expect(flushes).toBe(2);
    coalescer.add(1);
    expect(flushes).toBe(3);
  });

  it('leaves no timer behind', () => {
    coalescer.add(1);
    coalescer.add(1);
    coalescer.dispose();
    expect(timers.pending()).toBe(0);
    timers.pass(WINDOW_MS);
    expect(flushes).toBe(1);
  });
});
