/** quiz.yaml of a lesson: its questions, read and checked. */
import { z } from 'zod';
import type { Heading } from '../../protocol/course.ts';
import { Slug } from '../../protocol/names.ts';
import { InlineText } from '../lessons/fields.ts';
import { readYaml } from '../lessons/front-matter.ts';
import type { Inline } from '../lessons/markdown/inline.ts';
import type { Report } from '../lessons/problems.ts';
import { optionId, versionOf } from './identity.ts';

export interface LoadedOption {
  id: string;
  text: Inline;
  correct: boolean;
  why: Inline;
}

/** Told apart by `kind`: how it is shown, answered and marked. */
export interface LoadedQuestion {
  kind: 'single' | 'multiple';
  /** The author's; answers are stored under it. */
  id: string;
  version: string;
  text: Inline;
  /** The heading of the lesson under which the answer stands. */
  section: { id: string; title: string };
  /** In the order of the file. */
  options: readonly LoadedOption[];
}

export interface LoadedQuiz {
  questions: readonly LoadedQuestion[];
}

/** Fewer can be guessed; more can't be held in mind. */
const MIN_OPTIONS = 3;
const MAX_OPTIONS = 6;
/** More is no pause at the end of a lesson, it is an exam. */
const MAX_QUESTIONS = 20;

const Option = z.strictObject({
  text: InlineText,
  correct: z.boolean().default(false),
  why: InlineText,
});
type Option = z.infer<typeof Option>;

/** Options with different words, of which `fits` says whether so many may be right. */
const options = (fits: (right: number, all: number) => boolean, message: string) =>
  z
    .array(Option)
    .min(MIN_OPTIONS)
    .max(MAX_OPTIONS)
    .superRefine((list, context) => {
      const right = list.filter((option) => option.correct).length;
      if (!fits(right, list.length)) context.addIssue({ code: 'custom', message });
      const texts = list.map((option) => option.text.html);
      for (const [index, text] of texts.entries()) {
        if (texts.indexOf(text) === index) continue;
        const path = [index, 'text'];
        context.addIssue({ code: 'custom', path, message: 'an option before it says the same' });
      }
    });

/** The format; `section` is one of `headings`. */
export function quizFile(headings: readonly Heading[]) {
  const common = {
    id: Slug,
    text: InlineText,
    section: z.string().transform((id, context): LoadedQuestion['section'] => {
      const heading = headings.find((heading) => heading.id === id);
      if (heading !== undefined) return { id, title: heading.text };
      context.addIssue({ code: 'custom', message: 'no heading of the lesson has this id' });
      return z.NEVER;
    }),
  };
  const Question = z.discriminatedUnion(
    'kind',
    [
      z.strictObject({
        ...common,
        kind: z.literal('single'),
        options: options((right) => right === 1, 'exactly one must be `correct: true`'),
      }),
      z.strictObject({
        ...common,
        kind: z.literal('multiple'),
        options: options(
          (right, all) => right > 0 && right < all,
          'at least one must be `correct: true`, and at least one not',
        ),
      }),
    ],
    { error: 'must be `single` or `multiple`' },
  );
  return z.strictObject({
    questions: z.array(Question).min(1).max(MAX_QUESTIONS).superRefine(checkIds),
  });
}

function checkIds(questions: readonly { id: string }[], context: z.RefinementCtx): void {
  const ids = questions.map((question) => question.id);
  for (const [index, id] of ids.entries()) {
    if (ids.indexOf(id) === index) continue;
    context.addIssue({ code: 'custom', path: [index, 'id'], message: `\`${id}\` stands twice` });
  }
}

/** Reads a quiz; `headings` are those of its lesson. Undefined when anything is wrong; the report says what. */
export function readQuiz(
  text: string,
  headings: readonly Heading[],
  report: Report,
): LoadedQuiz | undefined {
  const file = readYaml(text, quizFile(headings), report);
  return file && { questions: file.questions.map(named) };
}

/** Gives a question and its options what they are known by outside of the file. */
function named(question: {
  kind: LoadedQuestion['kind'];
  id: string;
  text: Inline;
  section: LoadedQuestion['section'];
  options: readonly Option[];
}): LoadedQuestion {
  const { id, kind, text } = question;
  const options = question.options.map((option) => ({
    id: optionId(id, option.text.html),
    ...option,
  }));
  return { ...question, options, version: versionOf({ kind, text: text.html, options }) };
}
