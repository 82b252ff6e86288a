/**
 * Names for what an author may reword or reorder at any time. They are made of what the learner sees and of
 * nothing else: a hash that covered which options are right would give that away to whoever tries the few
 * combinations.
 */
import { createHash } from 'node:crypto';

/** Characters of a hash that are kept: 72 bits, far more than a handful of options needs. */
const LENGTH = 12;

/** Joins texts so that different lists never give the same. */
const hash = (...texts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(texts)).digest('base64url').slice(0, LENGTH);

/** The same wherever the option stands in the file; another one once its words change. */
export const optionId = (question: string, text: string): string => hash(question, text);

/** Changes when a question reads differently; not with the order of its options, which isn't shown. */
export const versionOf = (question: {
  kind: string;
  text: string;
  options: readonly { id: string }[];
}): string =>
  hash(question.kind, question.text, ...question.options.map((option) => option.id).sort());
