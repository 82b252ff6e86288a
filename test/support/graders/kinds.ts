/** A grader with one task for each way a check can end. */
import { grade, pass } from '../../../server/grading/contract.ts';

export default grade(['passes', 'asks', 'throws', 'hangs', 'spins', 'experiment-only'], {
  passes: { observe: async () => pass('as it should be') },
  asks: {
    observe: async (lab) => {
      const volume = await lab.engine.volume('data');
      return pass(volume?.name ?? 'none');
    },
  },
  throws: {
    observe: async () => {
      throw new Error('a fault of ours');
    },
  },
  hangs: { observe: () => new Promise(() => undefined) },
  spins: {
    observe: async () => {
      for (;;) {
        // A loop that never gives the thread back.
      }
    },
  },
  'experiment-only': { experiment: async () => pass('tried') },
});
