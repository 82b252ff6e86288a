/** The questions of "Which mount?": a tree of which every path ends in one answer. */

type QuestionId = 'makes' | 'keep' | 'disk' | 'where' | 'writes' | 'who' | 'at-once';
export type VerdictId =
  | 'image'
  | 'volume'
  | 'scratch'
  | 'bind'
  | 'bind-read-only'
  | 'bind-output'
  | 'tmpfs'
  | 'server'
  | 'network';

export interface Option {
  id: string;
  text: string;
  /** What leads to this answer. */
  example: string;
  to: { ask: QuestionId } | { verdict: VerdictId };
}

interface Question {
  text: string;
  options: readonly Option[];
}

export const FIRST: QuestionId = 'makes';

export const QUESTIONS: Readonly<Record<QuestionId, Question>> = {
  makes: {
    text: 'Where do the files come from?',
    options: [
      {
        id: 'release',
        text: 'They come with the program',
        example: 'Code, assets, templates: they change only with a new version.',
        to: { verdict: 'image' },
      },
      {
        id: 'person',
        text: 'A person edits them on this machine',
        example: 'Source code while you develop; configuration of this host.',
        to: { ask: 'where' },
      },
      {
        id: 'program',
        text: 'The program writes them while it runs',
        example: 'Databases, uploads, logs, sessions, caches.',
        to: { ask: 'keep' },
      },
    ],
  },
  where: {
    text: 'Will the container run on other machines too, as it is?',
    options: [
      {
        id: 'elsewhere',
        text: 'Yes',
        example: 'In production, in tests, at a colleague’s: nobody edits the files there.',
        to: { verdict: 'image' },
      },
      {
        id: 'here',
        text: 'No, it is about this machine',
        example: 'A development setup, or configuration that belongs to the host.',
        to: { ask: 'writes' },
      },
    ],
  },
  writes: {
    text: 'Does the program have to write to these files?',
    options: [
      {
        id: 'yes',
        text: 'Yes',
        example: 'A tool that formats your source, or writes beside it.',
        to: { verdict: 'bind' },
      },
      {
        id: 'no',
        text: 'No, it only reads them',
        example: 'A web server, an interpreter, a program that is configured.',
        to: { verdict: 'bind-read-only' },
      },
    ],
  },
  keep: {
    text: 'Must they still be there when the container has been replaced?',
    options: [
      {
        id: 'yes',
        text: 'Yes',
        example: 'Somebody would miss them.',
        to: { ask: 'who' },
      },
      {
        id: 'no',
        text: 'No',
        example: 'They can be made again, or should even be gone.',
        to: { ask: 'disk' },
      },
    ],
  },
  disk: {
    text: 'Must they stay off the disk, or be small and quick above all?',
    options: [
      {
        id: 'memory',
        text: 'Yes, memory is the place',
        example: 'Keys, sessions, sockets; as much as you would give it of memory.',
        to: { verdict: 'tmpfs' },
      },
      {
        id: 'disk',
        text: 'No, a disk will do',
        example: 'Large files that are unpacked, sorted, converted and thrown away.',
        to: { verdict: 'scratch' },
      },
    ],
  },
  who: {
    text: 'Who else reads or writes them?',
    options: [
      {
        id: 'nobody',
        text: 'Nobody, or containers on this machine',
        example: 'A database’s own files; uploads that a web server delivers.',
        to: { ask: 'at-once' },
      },
      {
        id: 'host',
        text: 'People or programs on this host, as plain files',
        example: 'Reports that somebody opens, logs that the host’s agent collects.',
        to: { verdict: 'bind-output' },
      },
      {
        id: 'machines',
        text: 'Containers on other machines',
        example: 'Several hosts behind one address, all with the same uploads.',
        to: { verdict: 'network' },
      },
    ],
  },
  'at-once': {
    text: 'Do several containers write to the same files at the same time?',
    options: [
      {
        id: 'yes',
        text: 'Yes',
        example: 'Two copies of a program that count, append or update in one file.',
        to: { verdict: 'server' },
      },
      {
        id: 'no',
        text: 'No, each file has one writer at a time',
        example: 'One writer and any number of readers is fine.',
        to: { verdict: 'volume' },
      },
    ],
  },
};
