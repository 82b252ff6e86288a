import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createIdling, type Idling } from './idling.ts';

const MINUTE = 60_000;
const LAB = 'lab';

let clock: number;
let due: string[];
let changes: number;
let busy: boolean;
/** Bytes that have gone through its terminals. */
let bytes: number;
let idling: Idling;

function watch(idleMs: number | null): void {
  idling?.close();
  idling = createIdling({
    idleMs,
    isBusy: () => busy,
    onDue: (sessionId) => due.push(sessionId),
    onChange: () => {
      changes += 1;
    },
    now: () => clock,
  });
  idling.begin(LAB, () => bytes);
}

/** Lets minutes pass, with a look after each. */
function pass(minutes: number, each: () => void = () => {}): void {
  for (let minute = 0; minute < minutes; minute++) {
    clock += MINUTE;
    each();
    idling.look();
  }
}

beforeEach(() => {
  clock = 1_000_000;
  due = [];
  changes = 0;
  busy = false;
  bytes = 0;
  watch(60 * MINUTE);
});
afterEach(() => idling.close());

describe('a lab that nobody uses', () => {
  it('is announced ten minutes before, and then stopped', () => {
    const began = clock;
    pass(49);
    expect([idling.stopsAt(LAB), changes]).toEqual([null, 0]);
    pass(1);
    expect([idling.stopsAt(LAB), changes]).toEqual([began + 60 * MINUTE, 1]);
    pass(9);
    expect([due, changes]).toEqual([[], 1]);
    pass(1);
    expect(due).toEqual([LAB]);
  });

  it('is not announced any more when somebody does something', () => {
    pass(55);
    expect(changes).toBe(1);
    idling.sign(LAB);
    expect([idling.stopsAt(LAB), changes]).toEqual([null, 2]);
    pass(59);
    expect(due).toEqual([]);
    pass(1);
    expect(due).toEqual([LAB]);
  });

  it('goes on as long as its page is in view, but not for ever', () => {
    idling.setVisible(LAB, true);
    pass(4 * 60 - 1);
    expect(due).toEqual([]);
    expect(idling.stopsAt(LAB)).toBe(clock + MINUTE);
    pass(1);
    expect(due).toEqual([LAB]);
  });

  it('is not kept by a page that is hidden', () => {
    idling.setVisible(LAB, true);
    pass(30);
    idling.setVisible(LAB, false);
    pass(59);
    expect(due).toEqual([]);
    pass(1);
    expect(due).toEqual([LAB]);
  });

  it('goes on while a program prints, but not for ever', () => {
    const print = () => {
      bytes += 80;
    };
    pass(4 * 60 - 1, print);
    expect(due).toEqual([]);
    pass(1, print);
    expect(due).toEqual([LAB]);
  });

  it('goes on while it is being checked', () => {
    busy = true;
    pass(70);
    busy = false;
    pass(59);
    expect(due).toEqual([]);
  });

  it('is let alone where that is set', () => {
    watch(null);
    pass(10_000);
    expect([due, idling.stopsAt(LAB), changes]).toEqual([[], null, 0]);
  });

  it('is forgotten when it has ended', () => {
    idling.end(LAB);
    pass(100);
    idling.sign(LAB);
    expect([due, idling.stopsAt(LAB), changes]).toEqual([[], null, 0]);
  });
});
