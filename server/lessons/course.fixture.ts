/** A small course on disk, for tests: two lessons, two labs, nothing wrong with it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const FIXTURE_IMAGES = ['busybox:1.37'];

export const LESSON = `---
title: Where data lives
summary: Why a file is gone after docker rm.
part: 1
minutes: 12
objectives:
  - Say which layer a write goes to
labs: [writable-layer]
---

Begin here.

## Layers {#layers}

\`\`\`sh run terminal=2
docker ps
\`\`\`

\`\`\`yaml file=compose.yaml
services: {}
\`\`\`

\`\`\`text
only shown
\`\`\`

![Layers](layers.svg)

See [the lab](/labs/writable-layer#task-write) and [volumes](/lessons/03-named-volumes#create).
`;

export const OTHER_LESSON = `---
title: Named volumes
summary: Give data a name of its own.
part: 2
minutes: 9
objectives: [Create a volume]
labs: []
---

## Create {#create}
`;

export const QUIZ = `questions:
  - id: which-layer
    kind: single
    text: Where does a write go?
    section: layers
    options:
      - text: To the writable layer
        correct: true
        why: It lies on top.
      - text: To the image
        why: Its layers never change.
      - text: To the volume that the image came with
        why: Images bring none.
  - id: read-only
    kind: multiple
    text: What is read-only?
    section: layers
    options:
      - text: The lowest layer
        correct: true
        why: It belongs to the image.
      - text: The layer above it
        correct: true
        why: It belongs to the image too.
      - text: The layer of the container, on top of them all
        why: That one is written to.
`;

export const LAB = `---
title: The writable layer
summary: Lose a file on purpose.
minutes: 15
lesson: 01-where-data-lives
images: [busybox:1.37]
tasks:
  - id: write
    title: Write a file
    section: layers
    hints:
      - Look at \`docker diff\`.
      - |
        Compare:

        \`\`\`sh
        docker diff demo
        \`\`\`
  - id: rescue
    title: Rescue it
    needs: [write]
    section: layers
    hints: []
---

Introduction.

## Write {#task-write}

## Rescue {#task-rescue}
`;

export const GRADER = `
const outcome = { kind: 'pass', evidence: 'seen' };
export default {
  tasks: ['write', 'rescue'],
  checks: {
    write: { observe: async () => outcome },
    rescue: { observe: async () => outcome, experiment: async () => outcome },
  },
};
`;

/** For courses that have these; the fixture itself has neither. */
export const GLOSSARY = `terms:
  - id: writable-layer
    term: writable layer
    also: [top layer]
    means: Where a container *writes*; gone with \`docker rm\`.
    section: /lessons/01-where-data-lives#layers
    see: [volume]
  - id: volume
    term: volume
    means: A directory that outlives containers.
    section: /lessons/03-named-volumes#create
`;

export const CHEAT_SHEET = `groups:
  - id: look
    title: Look
    setup: docker volume create data
    commands:
      - run: docker volume ls
        means: All volumes.
        trap: Also those without a *name*.
        section: /lessons/03-named-volumes#create
      - run: docker ps
        means: What runs.
`;

export const FIXTURE: Readonly<Record<string, string>> = {
  'lessons/course.yaml': 'parts:\n  - title: One\n  - title: Two\n  - title: Three\n',
  'lessons/01-where-data-lives/lesson.md': LESSON,
  'lessons/01-where-data-lives/quiz.yaml': QUIZ,
  'lessons/01-where-data-lives/layers.svg': '<svg viewBox="0 0 9 9"><path d="M0 0"/></svg>\n',
  'lessons/03-named-volumes/lesson.md': OTHER_LESSON,
  'labs/writable-layer/lab.md': LAB,
  'labs/writable-layer/grade.ts': GRADER,
  'labs/writable-layer/files/site/index.html': '<h1>Hello</h1>\n',
};

export interface CourseFixture {
  root: string;
  /** Writes files; null deletes one. */
  write(files: Readonly<Record<string, string | null>>): Promise<void>;
  remove(): Promise<void>;
}

/** The fixture with some of its files replaced, added or (null) left out. */
export async function createFixture(
  changes: Readonly<Record<string, string | null>> = {},
): Promise<CourseFixture> {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-course-'));
  const write: CourseFixture['write'] = async (files) => {
    for (const [name, text] of Object.entries(files)) {
      const path = join(root, name);
      await mkdir(dirname(path), { recursive: true });
      if (text === null) await rm(path, { force: true });
      else await writeFile(path, text);
    }
  };
  await write({ ...FIXTURE, ...changes });
  return { root, write, remove: () => rm(root, { recursive: true, force: true }) };
}
