import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shuffle } from './shuffle.ts';

const items = fc.uniqueArray(fc.string(), { maxLength: 6 }).map((ids) => ids.map((id) => ({ id })));

describe('shuffle', () => {
  it('loses nothing, and is the same for the same seed whatever the order was', () => {
    fc.assert(
      fc.property(
        items.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        fc.string(),
        ([all, reordered], seed) => {
          const shuffled = shuffle(all, seed);
          expect(new Set(shuffled)).toEqual(new Set(all));
          expect(shuffle(reordered, seed)).toEqual(shuffled);
        },
      ),
    );
  });

  it('puts every item in every place about as often', () => {
    const all = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
    const times = 4000;
    const places = new Map<string, number>();
    for (let seed = 0; seed < times; seed++) {
      for (const [place, { id }] of shuffle(all, String(seed)).entries()) {
        places.set(`${id}${place}`, (places.get(`${id}${place}`) ?? 0) + 1);
      }
    }
    expect(places.size).toBe(16);
    // Seeds are fixed, so this is exact; five deviations (27 each) around a quarter leave out any leaning.
    for (const count of places.values()) expect(Math.abs(count - times / 4)).toBeLessThan(137);
  });
});
