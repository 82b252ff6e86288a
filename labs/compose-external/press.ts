/** The two projects, as the labels say that Compose writes on what it makes. */
import {
  type ContainerFacts,
  fail,
  type MountFacts,
  type Observed,
  type Outcome,
  type Tree,
  waiting,
} from '../../server/grading/contract.ts';

export const ARCHIVE = 'archive';
export type Project = 'monday' | 'tuesday';

export const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** What setup.sh puts into the archive, by path and SHA-256. */
export const PAGES: Readonly<Record<string, string>> = {
  '1998/front-page.txt': 'abecdd17499ced5f30020e788c68f3308633806df0d790db361bd27bd67db4d1',
  '2007/front-page.txt': '542066c9a59d9d870efb4ed4676a7ef9c86417c56a4058a1625bfb0de2fc337c',
  '2016/front-page.txt': '2f59cf78117b3c1878a72f93315f4d72bf1b7671664e5adcb70c48a7913defc2',
  '2025/front-page.txt': '35b860a1180147c55d7dc9bf2c40349ed095960096667b20273f0e71e2338477',
  'README.txt': '0b3d132d4a2c57c07c0246a4989c0efbd711b1da758197f884c3b03d0887b55a',
};

const label = (container: ContainerFacts, name: string): string =>
  container.labels[`com.docker.compose.${name}`] ?? '';

export async function pressOf(lab: Observed, project: Project): Promise<ContainerFacts | null> {
  const all = await lab.engine.containers();
  return (
    all.find(
      (one) =>
        label(one, 'project') === project &&
        label(one, 'service') === 'press' &&
        label(one, 'oneoff') !== 'True',
    ) ?? null
  );
}

/**
 * Runs docker compose in a project's directory, for reading: `config`, or anything with `--dry-run`. With -p and no
 * file it would go by labels alone.
 */
export const compose = (lab: Observed, project: Project, words: readonly string[]) =>
  lab.host(['bash', '-c', 'cd -- "$0" && exec docker compose "$@"', `/root/${project}`, ...words]);

/** What a volume of a project is at a path; null when none is there. */
export const volumeAt = (press: ContainerFacts, path: string): string | null => {
  const mount = press.mounts.find(({ destination }) => destination === path);
  return mount?.type === 'volume' && !mount.anonymous ? mount.source : null;
};

/** Why the archive isn't what it was; null when everything of before is in it. */
export function lost(tree: Tree | null): Outcome | null {
  const expected = `The volume ${ARCHIVE} with the pages of before.`;
  if (tree === null) {
    return fail(
      'archive-lost',
      expected,
      'There is no such volume any more: something removed it, and there is no second copy. Reset the lab.',
    );
  }
  for (const [path, hash] of Object.entries(PAGES)) {
    const found = tree.find((entry) => entry.path === path);
    if (found?.sha256 === hash) continue;
    return fail(
      'archive-lost',
      expected,
      `${path} ${found === undefined ? "isn't in it" : 'has something else in it'}. ${tree.length === 1 ? 'It is empty: it was removed, and made anew. ' : ''}Reset the lab.`,
    );
  }
  return null;
}

/** What is mounted where the archive belongs. */
function insteadOf(mount: MountFacts | undefined, project: Project): string {
  if (mount === undefined) return 'Nothing is mounted there.';
  if (mount.type === 'bind')
    return `What is mounted there is ${mount.source}, a directory of the host.`;
  if (mount.source === `${project}_${ARCHIVE}`) {
    return `The volume there is ${mount.source}: without external and without a name, a volume gets the project's name in front, and is made empty.`;
  }
  return `The volume there is ${mount.source || 'none with a name'}.`;
}

/** Why a project's press doesn't run as it should; null when it does. */
export async function wrong(lab: Observed, project: Project): Promise<Outcome | null> {
  const press = await pressOf(lab, project);
  if (press === null) return (await notStarted(lab, project)) ?? startIt(project);
  const archive = press.mounts.find(({ destination }) => destination === '/archive');
  const expected = `The volume ${ARCHIVE} at /archive in ${project}'s press.`;
  if (archive === undefined || archive.source !== ARCHIVE) {
    return fail('another-archive', expected, insteadOf(archive, project));
  }
  if (archive.readOnly) {
    return fail('archive-read-only', expected, 'It is mounted read-only: no page can be added.');
  }
  const work = volumeAt(press, '/work');
  if (work === null) {
    return fail(
      'no-work',
      `A volume of ${project}'s own at /work.`,
      'There is no volume with a name.',
    );
  }
  if (!press.running) return waiting(`${project}'s press is ${press.status}. Start it.`);
  return null;
}

const startIt = (project: Project): Outcome =>
  waiting(`Start the project ${project}: docker compose up -d, in ~/${project}.`);

/** Why a project can't be started, as far as its file tells. */
async function notStarted(lab: Observed, project: Project): Promise<Outcome | null> {
  if ((await lab.files.list(`/root/${project}`)) === null) {
    return waiting(`Make the directory ~/${project}, as a copy of the other one.`);
  }
  const config = await compose(lab, project, ['config']);
  if (config.exitCode !== 0) {
    const said = lines(config.stderr).at(-1) ?? 'nothing';
    return fail(
      'file-invalid',
      `~/${project}/compose.yaml as Compose reads it.`,
      `It says: ${said}.`,
    );
  }
  const name = /^ {4}container_name: (.*)$/m.exec(config.stdout)?.[1];
  const holder = name === undefined ? null : await lab.engine.container(name);
  if (name === undefined || holder === null) return null;
  return fail(
    'names-collide',
    `A press of ${project}'s beside the other one.`,
    `compose.yaml calls every press ${name}, and there is a container of that name. It can't be there twice.`,
  );
}
