import {
  type Experiment,
  fail,
  grade,
  type Observed,
  type Outcome,
  pass,
  waiting,
} from '../../server/grading/contract.ts';
import { ARCHIVE, compose, lines, lost, PAGES, pressOf, volumeAt, wrong } from './press.ts';

/** What `down -v` would do to the archive, by Compose's own account; null when it would spare it. */
async function wouldRemove(lab: Observed): Promise<Outcome | null> {
  const { exitCode, stdout, stderr } = await compose(lab, 'monday', ['--dry-run', 'down', '-v']);
  if (exitCode !== 0) {
    const said = lines(stderr).at(-1) ?? 'nothing';
    return fail('file-invalid', '~/monday/compose.yaml as Compose reads it.', `It says: ${said}.`);
  }
  const removes = new RegExp(`Volume ${ARCHIVE}\\s+Remov`);
  if (!removes.test(`${stdout}\n${stderr}`)) return null;
  return fail(
    'would-be-removed',
    `In ~/monday, docker compose down -v leaves ${ARCHIVE} alone.`,
    `Asked what it would do, Compose says that it would remove ${ARCHIVE}. A name of its own only does without the prefix; what isn't Compose's is external.`,
  );
}

async function external(lab: Observed): Promise<Outcome> {
  const missing = lost(await lab.tree(ARCHIVE));
  if (missing !== null) return missing;
  const bad = await wrong(lab, 'monday');
  if (bad !== null) return bad;
  return (
    (await wouldRemove(lab)) ??
    pass(
      `monday's press has ${ARCHIVE} mounted, and by its own account Compose would not remove it.`,
    )
  );
}

async function both(lab: Observed): Promise<Outcome> {
  for (const project of ['monday', 'tuesday'] as const) {
    const bad = await wrong(lab, project);
    if (bad !== null) return bad;
  }
  const [monday, tuesday] = [await pressOf(lab, 'monday'), await pressOf(lab, 'tuesday')];
  if (monday === null || tuesday === null) return waiting('Run both projects.');
  const work = volumeAt(monday, '/work');
  if (work !== null && work === volumeAt(tuesday, '/work')) {
    return fail(
      'work-shared',
      'A volume at /work of its own for each of the two.',
      `Both have ${work}. Only the archive is to be shared.`,
    );
  }
  return pass(
    `monday works in ${work ?? ''}, tuesday in ${volumeAt(tuesday, '/work') ?? ''}, and both have ${ARCHIVE}.`,
  );
}

/** The volumes that Compose made for monday and that are still there. */
const leftByMonday = async (lab: Observed): Promise<string[]> =>
  (await lab.engine.volumes())
    .filter(({ labels }) => labels['com.docker.compose.project'] === 'monday')
    .map(({ name }) => name);

async function down(lab: Observed): Promise<Outcome> {
  const tree = await lab.tree(ARCHIVE);
  const missing = lost(tree);
  if (missing !== null) return missing;
  const pages = (tree ?? []).filter(
    ({ path, type, size }) => type === 'file' && !(path in PAGES) && (size ?? 0) > 0,
  );
  const monday = await pressOf(lab, 'monday');
  if (monday !== null) {
    if (pages.length === 0) return waiting("Put a page into the archive, from monday's press.");
    return waiting(
      monday.running
        ? 'Take monday down, with its volumes.'
        : `monday's press has stopped, but it is still there. Take the project down.`,
    );
  }
  if (pages.length === 0) {
    return fail(
      'no-page',
      `A new page in ${ARCHIVE}, put there by monday's press before it was taken down.`,
      'The archive has the pages of before, and no other. Start monday once more, and write to /archive: what was in /work is gone.',
    );
  }
  const bad = await wrong(lab, 'tuesday');
  if (bad?.kind === 'fail') return bad;
  if (bad !== null) {
    return fail(
      'tuesday-down',
      "tuesday's press running, as before.",
      'It is not: the wrong project was taken down, or both. Start tuesday again.',
    );
  }
  const left = await leftByMonday(lab);
  if (left.length > 0) {
    return fail(
      'work-left',
      "monday's own volume removed together with its container.",
      `${left.join(', ')} is still there. down removes volumes only when it is told to. Start monday again and take it down with them.`,
    );
  }
  return pass(
    `monday is gone with its volume, tuesday runs, and ${ARCHIVE} has ${pages.length} new ${pages.length === 1 ? 'page' : 'pages'} beside those of before.`,
  );
}

/** The archive without any project: what a container that only reads finds in it. */
async function alone(lab: Experiment): Promise<Outcome> {
  const { exitCode, stdout } = await lab.probe({
    image: 'busybox:1.37',
    mounts: [{ type: 'volume', source: ARCHIVE, target: '/archive', readOnly: true }],
    argv: ['find', '/archive', '-type', 'f', '-size', '+0'],
  });
  if (exitCode !== 0) throw new Error('the archive could not be listed');
  const count = lines(stdout).length;
  return pass(
    `A container of the check's, with nothing but ${ARCHIVE}, found ${count} files in it: ${Object.keys(PAGES).length} of before, and what monday added.`,
  );
}

export default grade(['external', 'both', 'down'], {
  external: { observe: external },
  both: { observe: both },
  down: { observe: down, experiment: alone },
});
