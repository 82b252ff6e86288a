import { describe, expect, it } from '@jest/globals';
import { createRecovery, type FoundLab } from './recovery.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

function find(learnerId: string, sessionId: string) {
  let take = (): void => {};
  const taken = new Promise<void>((resolve) => {
    take = resolve;
  });
  const lab: FoundLab = { learnerId, sessionId, taken };
  return { lab, take };
}

/** The learners for whom it is over. */
function watch(recovery: ReturnType<typeof createRecovery>, learners: readonly string[]) {
  const over: string[] = [];
  for (const learner of learners) void recovery.over(learner).then(() => over.push(learner));
  return over;
}

describe('recovery', () => {
  it('is over for nobody before it is known which labs ran', async () => {
    const recovery = createRecovery(async () => true);
    const over = watch(recovery, ['ada']);
    await settle();
    expect(over).toEqual([]);
    expect(recovery.isOver('s')).toBe(false);
    recovery.begin([]);
    await settle();
    expect(over).toEqual(['ada']);
    expect(recovery.isOver('s')).toBe(true);
  });

  it('is over at once for who has no lab, whether an engine is found or not', async () => {
    const recovery = createRecovery(async (learner) => learner === 'ada');
    const over = watch(recovery, ['ada', 'bob']);
    await settle();
    expect(over).toEqual(['bob']);
  });

  it('waits for the labs of one learner, and for no others', async () => {
    const recovery = createRecovery(async () => true);
    const [one, two, other] = [find('ada', '1'), find('ada', '2'), find('bob', '3')];
    const over = watch(recovery, ['ada', 'bob', 'cleo']);
    recovery.begin([one.lab, two.lab, other.lab]);
    await settle();
    expect(over).toEqual(['cleo']);
    one.take();
    await settle();
    expect(over).toEqual(['cleo']);
    expect(['1', '2', '3'].map(recovery.isOver)).toEqual([true, false, false]);
    two.take();
    await settle();
    expect(over).toEqual(['cleo', 'ada']);
    expect(recovery.isOver('3')).toBe(false);
  });

  it('begins anew for a lab that is found once more', async () => {
    const recovery = createRecovery(async () => true);
    const [before, again] = [find('ada', '1'), find('ada', '1')];
    recovery.begin([before.lab]);
    recovery.begin([again.lab]);
    before.take();
    await settle();
    expect(recovery.isOver('1')).toBe(false);
    again.take();
    await settle();
    expect(recovery.isOver('1')).toBe(true);
  });
});
