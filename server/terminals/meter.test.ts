import { describe, expect, it } from '@jest/globals';
import { createMeter } from './meter.ts';

function create() {
  let clock = 0;
  const echoes: number[] = [];
  const bytes = { in: 0, out: 0 };
  const meter = createMeter(
    {
      terminalBytes(direction, count) {
        bytes[direction] += count;
      },
      echo: (ms) => echoes.push(ms),
    },
    () => clock,
  );
  return {
    echoes,
    bytes,
    /** Something is typed or said, `after` ms later. */
    typed(after: number, count = 1) {
      clock += after;
      meter.typed(count);
    },
    said(after: number, count = 1) {
      clock += after;
      meter.said(count);
    },
  };
}

describe('a meter', () => {
  it('counts bytes both ways', () => {
    const { bytes, typed, said } = create();
    typed(0, 3);
    typed(5, 4);
    said(1, 1000);
    expect(bytes).toEqual({ in: 7, out: 1000 });
  });

  it('times from a key to the first output after it', () => {
    const { echoes, typed, said } = create();
    typed(0);
    said(3);
    said(4);
    expect(echoes).toEqual([3]);
  });

  it('takes one key in a second', () => {
    const { echoes, typed, said } = create();
    for (let key = 0; key < 20; key++) {
      typed(150);
      said(2);
    }
    // Every seventh: 152 ms pass from key to key.
    expect(echoes).toEqual([2, 2, 2]);
  });

  it('takes no paste, and no key in the midst of output', () => {
    const { echoes, typed, said } = create();
    typed(0, 500);
    said(3);
    typed(50);
    said(3);
    expect(echoes).toEqual([]);
  });

  it('takes what comes much later for no echo', () => {
    const { echoes, typed, said } = create();
    typed(0);
    said(20_000);
    typed(2000);
    said(4);
    expect(echoes).toEqual([4]);
  });
});
