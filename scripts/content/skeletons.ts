/** What a new lesson and a new lab begin as: short, valid, and an example of each part. */

/** Text by file name. */
export type Files = Readonly<Record<string, string>>;

export function lessonFiles({ title, part }: { title: string; part: number }): Files {
  return {
    'lesson.md': `---
title: ${title}
summary: One sentence for the course map that says what the reader will know.
part: ${part}
minutes: 10
objectives:
  - Say what the reader can do afterwards
labs: []
---

Why this matters, in two or three sentences.

## What it is {#what}

One idea. Then a command that shows it:

\`\`\`sh run
docker volume create example
\`\`\`

\`\`\`text expect
example
\`\`\`

> [!really]
> What goes on under the surface.
`,
    'quiz.yaml': `questions:
  - id: first-question
    kind: single
    text: What does \`docker volume create\` print?
    section: what
    options:
      - text: The name of the volume
        correct: true
        why: Each option says why it is right, or what is wrong with it.
      - text: The directory where its files will be
        why: A wrong option is what somebody believes who has misunderstood something in particular.
      - text: Nothing
        why: You have seen its output above.
`,
  };
}

export function labFiles({
  slug,
  title,
  lesson,
  section,
}: {
  slug: string;
  title: string;
  lesson: string;
  section: string;
}): Files {
  return {
    'lab.md': `---
title: ${title}
summary: One sentence that says what the learner will do.
minutes: 10
lesson: ${lesson}
images: [busybox:1.37]
tasks:
  - id: volume
    title: Create the volume ${slug}
    section: ${section}
    hints:
      - "\`docker volume\` has a subcommand for each thing one does with volumes."
      - "\`docker volume create ${slug}\`"
  - id: note
    title: Write a note in it
    needs: [volume]
    section: ${section}
    hints:
      - "A container that mounts the volume can write in it."
      - "\`docker run --rm -v ${slug}:/data busybox:1.37 sh -c 'echo milk > /data/note.txt'\`"
---

What the learner has before them, and what they are to make of it.

## Create the volume {#task-volume}

Create a volume named \`${slug}\`.

## Write a note {#task-note}

Put a file \`note.txt\` with something in it into the volume.
`,
    'grade.ts': `import {
  type Experiment,
  fail,
  grade,
  type Observed,
  type Outcome,
  pass,
  waiting,
} from '../../server/grading/contract.ts';

const VOLUME = '${slug}';
const FILE = 'note.txt';

/** Runs live: reads state, changes nothing. */
async function volume(lab: Observed): Promise<Outcome> {
  if ((await lab.engine.volume(VOLUME)) !== null) return pass(\`The volume \${VOLUME} is there.\`);
  const named = (await lab.engine.volumes()).filter(({ anonymous }) => !anonymous);
  if (named.length === 0) return waiting(\`Create a volume named \${VOLUME}.\`);
  return fail(
    'wrong-name',
    \`A volume named \${VOLUME}.\`,
    \`There is no \${VOLUME}; there is \${named.map(({ name }) => name).join(', ')}.\`,
  );
}

/** Runs on **Check my work**: tries what a person would try, in a container of its own. */
async function note(lab: Experiment): Promise<Outcome> {
  const read = await lab.probe({
    image: 'busybox:1.37',
    mounts: [{ type: 'volume', source: VOLUME, target: '/found', readOnly: true }],
    argv: ['cat', \`/found/\${FILE}\`],
  });
  if (read.exitCode !== 0) {
    return fail('no-note', \`A file \${FILE} in \${VOLUME}.\`, 'There is no such file in the volume.');
  }
  if (read.stdout.trim() === '') {
    return fail('empty-note', \`\${FILE} with something in it.\`, \`\${FILE} is empty.\`);
  }
  return pass(\`Another container read \${FILE} from \${VOLUME}.\`);
}

export default grade(['volume', 'note'], {
  volume: { observe: volume },
  note: { experiment: note },
});
`,
    'solution.sh': `# task volume
docker volume create ${slug}
# task note
docker run --rm -v ${slug}:/data busybox:1.37 sh -c 'echo milk > /data/note.txt'
`,
    'alternatives/with-mount.sh': `# task volume
docker run -d --name box --mount type=volume,source=${slug},target=/notes busybox:1.37 sleep infinity
# task note
docker exec box sh -c 'echo "buy milk" > /notes/note.txt'
`,
    'mistakes/misnamed.sh': `# fails volume with wrong-name
docker volume create other-name
`,
    'mistakes/in-the-writable-layer.sh': `# fails note with no-note
# task volume
docker volume create ${slug}
# task note
docker run --name box busybox:1.37 sh -c 'mkdir /data; echo milk > /data/note.txt'
`,
    'mistakes/empty.sh': `# fails note with empty-note
# task volume
docker volume create ${slug}
# task note
docker run --rm -v ${slug}:/data busybox:1.37 touch /data/note.txt
`,
  };
}
