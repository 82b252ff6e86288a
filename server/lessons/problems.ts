/** What is wrong with the course's files. Written for an author: what is wrong and how to mend it. */

export interface Problem {
  /** Relative to the root of the content: `lessons/01-where-data-lives/lesson.md`. */
  file: string;
  /** From 1; null when it concerns the whole file. */
  line: number | null;
  message: string;
}

/** Takes down one problem of the file at hand. */
export type Report = (message: string, line?: number | null) => void;

/** `lessons/x/lesson.md:12: …` */
export const problemText = (problem: Problem): string =>
  `${problem.file}${problem.line === null ? '' : `:${problem.line}`}: ${problem.message}`;

/** A list of problems and how to add those of one file to it. */
export function collectProblems(): { problems: Problem[]; reportFor(file: string): Report } {
  const problems: Problem[] = [];
  return {
    problems,
    reportFor: (file) => (message, line) => {
      problems.push({ file, line: line ?? null, message });
    },
  };
}
