/** From what a grader returned to what is stored and shown: checked, bounded, never a learner's fault by mistake. */
import { z } from 'zod';
import { VERDICT_TEXT_LIMIT, Verdict } from '../../protocol/grading.ts';

const text = z.string().transform((value) => {
  if (value.length <= VERDICT_TEXT_LIMIT) return value;
  return `${value.slice(0, VERDICT_TEXT_LIMIT - 1)}…`;
});

const Returned = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pass'), evidence: text }),
  z.object({ kind: z.literal('fail'), reason: z.string(), expected: text, found: text }),
  z.object({ kind: z.literal('waiting'), what: text }),
]);

/**
 * The verdict of an outcome.
 * @throws ZodError when the grader returned something else: a fault of ours
 */
export const toVerdict = (outcome: unknown): Verdict => Verdict.parse(Returned.parse(outcome));

/** The verdict for an error of ours; the log has it under `id`. */
export const fault = (id: string): Verdict => ({
  kind: 'fault',
  id,
  message:
    'The check itself failed. This is our fault, not yours: nothing counts against you. Try again in a moment.',
});
