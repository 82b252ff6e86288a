import { describe, expect, it } from '@jest/globals';
import { admit } from './admission.ts';

const limits = { labsPerLearner: 2, labs: 3 };

describe('admit', () => {
  it('lets a learner in below both limits', () => {
    expect(() => admit(limits, { learner: 1, all: 2 })).not.toThrow();
  });

  it("tells a learner who has too many to stop one of the learner's own", () => {
    expect(() => admit(limits, { learner: 2, all: 2 })).toThrow(/You have 2 labs running/);
  });

  it('says so when the machine is full', () => {
    expect(() => admit(limits, { learner: 0, all: 3 })).toThrow(/All 3 places/);
  });
});
