import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../ids.ts';
import { readLearner, signLearner } from './cookie.ts';

const key = Buffer.alloc(32, 7);
const id = 'abcdefghij0123456789';

describe('the learner cookie', () => {
  it('gives back the learner that was signed', () => {
    expect(readLearner(`theme=dark; holdfast=${signLearner(id, key)}`, key)).toBe(id);
  });

  it('refuses a signature made with another key', () => {
    expect(readLearner(`holdfast=${signLearner(id, Buffer.alloc(32, 8))}`, key)).toBeUndefined();
  });

  it("refuses another learner's id under a valid signature", () => {
    const [, signature] = signLearner(id, key).split('.');
    expect(readLearner(`holdfast=${newId()}.${signature}`, key)).toBeUndefined();
  });

  it('makes nothing of anything else', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(readLearner(`holdfast=${header}`, key)).toBeUndefined();
      }),
    );
  });
});
