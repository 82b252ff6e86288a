import {
  differences,
  type Experiment,
  fail,
  grade,
  inWords,
  type Observed,
  type Outcome,
  pass,
  type Tree,
  type VolumeFacts,
  waiting,
} from '../../server/grading/contract.ts';
import { ASKED_MEGABYTES, IN_USE, KEEP, KEPT, STOPPED, TO_FREE, TO_LABEL } from './original.ts';

const LIST = { path: '/root/kept.txt', shown: '~/kept.txt' };
const LABEL = `${KEEP.key}=${KEEP.value}`;

const isKept = ({ labels }: { labels: Record<string, string> }): boolean =>
  labels[KEEP.key] === KEEP.value;
const short = (name: string): string =>
  /^[0-9a-f]{64}$/.test(name) ? `${name.slice(0, 12)}…` : name;
const inList = (names: readonly string[]): string => names.map(short).join(', ');
/** Labels as a person would write them. */
const written = (labels: Record<string, string>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');

/** Another volume that has what was in one of those to be labelled; null when none has. */
async function copyOf(
  lab: Observed,
  { name, mark }: { name: string; mark: string },
): Promise<string | null> {
  for (const volume of await lab.engine.volumes()) {
    if (volume.name === name) continue;
    if ((await lab.files.list(volume.mountpoint))?.includes(mark)) return volume.name;
  }
  return null;
}

/** The first difference of a volume from how it was; null when there is none. */
async function changed(
  lab: Observed,
  name: string,
  tree: Tree,
): Promise<{ expected: string; found: string } | null> {
  const now = await lab.tree(name);
  if (now === null) throw new Error('a volume that was there has no tree');
  const [first] = differences(tree, now);
  return first === undefined ? null : inWords(first, `${name} at the start`, `${name} now`);
}

/** Why a volume hasn't the label. */
async function unlabelled(lab: Observed, volume: VolumeFacts): Promise<Outcome> {
  const { name, labels } = volume;
  const expected = `The volume ${name} with the label ${LABEL}.`;
  if (Object.keys(labels).length > 0) {
    return fail(
      'another-label',
      expected,
      `${name} has ${written(labels)}. Key and value are compared letter by letter. A label can't be changed: make the volume once more.`,
    );
  }
  const container = (await lab.engine.containers()).find(
    (one) => isKept(one) && one.mounts.some(({ source }) => source === name),
  );
  if (container !== undefined) {
    return fail(
      'label-on-container',
      expected,
      `The label is on ${container.name}, a container that mounts ${name}. It goes when the container goes, and the volume has none: a prune asks the volume.`,
    );
  }
  return waiting(
    `${name} has no label yet. A volume gets its labels when it is made; docker volume create with the name of one that exists changes nothing, and says nothing. Copy, remove, make it anew, and copy back.`,
  );
}

async function labelled(lab: Observed): Promise<Outcome> {
  for (const wanted of TO_LABEL) {
    const { name, tree } = wanted;
    const volume = await lab.engine.volume(name);
    const files = volume === null ? [] : await lab.files.list(volume.mountpoint);
    if (volume === null || files === null || files.length === 0) {
      const is = volume === null ? `There is no volume ${name}` : `${name} is empty`;
      const copy = await copyOf(lab, wanted);
      if (copy !== null) {
        return waiting(
          `${is}, and ${copy} has what was in it. ${volume === null ? `Make ${name} with the label ${LABEL}, and copy back.` : 'Copy it back.'}`,
        );
      }
      return fail(
        'lost',
        `The volume ${name} with the label ${LABEL} and all that was in it.`,
        `${is}, and no other volume has what was in it. If you have packed it on this host, unpack it into ${name}; otherwise reset the lab.`,
      );
    }
    if (!isKept(volume)) return unlabelled(lab, volume);
    const wrong = await changed(lab, name, tree);
    if (wrong !== null) return fail('copy-differs', wrong.expected, wrong.found);
  }
  const volumes = await lab.engine.volumes();
  const tooMany = volumes.find((volume) => isKept(volume) && !KEPT.has(volume.name));
  if (tooMany !== undefined) {
    return fail(
      'too-much-kept',
      `${LABEL} on ${inList([...KEPT.keys()])} only.`,
      `${short(tooMany.name)} has it too. A label on everything says nothing.`,
    );
  }
  const names = TO_LABEL.map(({ name }) => name).join(' and ');
  return pass(`${names} have ${LABEL}, and every path in them is as it was.`);
}

/** What was in use, or to be kept, and is gone; null when all is there. */
async function losses(lab: Observed, there: ReadonlySet<string>): Promise<Outcome | null> {
  const gone = [...KEPT.keys()].filter((name) => !there.has(name));
  if (gone.length > 0) {
    return fail(
      'kept-lost',
      `Every volume with ${LABEL}: ${inList([...KEPT.keys()])}.`,
      `${inList(gone)} ${gone.length === 1 ? 'is' : 'are'} gone. label=${LABEL} in a filter chooses those that have the label, for removal too; label!=${LABEL} spares them. Reset the lab.`,
    );
  }
  const containers = (await lab.engine.containers()).map(({ name }) => name);
  const missing = [IN_USE, STOPPED].find(({ container }) => !containers.includes(container));
  if (missing === undefined) return null;
  return fail(
    'container-removed',
    `The container ${missing.container} with its volume ${missing.name}.`,
    `${missing.container} was removed${there.has(missing.name) ? '' : `, and then nothing held ${missing.name} any more`}. Space was to come from volumes that no container refers to, and a stopped container is one. Reset the lab.`,
  );
}

async function freed(lab: Observed): Promise<Outcome> {
  const there = new Set((await lab.engine.volumes()).map(({ name }) => name));
  const loss = await losses(lab, there);
  if (loss !== null) return loss;
  const left = TO_FREE.filter(({ name }) => there.has(name));
  const removed = TO_FREE.filter(({ name }) => !there.has(name));
  const megabytes = removed.reduce((sum, one) => sum + one.megabytes, 0);
  if (megabytes >= ASKED_MEGABYTES) {
    return pass(`${megabytes} MB are free again; all that has ${LABEL} or a container is there.`);
  }
  if (removed.length === 0) return waiting(`Free ${ASKED_MEGABYTES} MB.`);
  const expected = `${ASKED_MEGABYTES} MB free again.`;
  const is = `${megabytes} MB are. Unused, and without ${LABEL}, there still ${left.length === 1 ? 'is' : 'are'} ${left
    .map(({ name, megabytes: size }) => `${short(name)} (${size} MB)`)
    .join(', ')}.`;
  if (removed.every(({ anonymous }) => anonymous)) {
    return fail(
      'only-anonymous',
      expected,
      `${is} Without --all a prune takes anonymous volumes only, since Engine 23.`,
    );
  }
  return left.every((one) => one.labelled)
    ? fail(
        'spared-by-the-key',
        expected,
        `${is} They have the label ${KEEP.key} with the value no. A filter label!=${KEEP.key} spares whatever has the key, without a look at the value.`,
      )
    : fail('not-enough', expected, is);
}

async function freedWhole(lab: Experiment): Promise<Outcome> {
  const trees = [...KEPT, [STOPPED.name, STOPPED.tree] as const];
  let paths = 0;
  for (const [name, tree] of trees) {
    const wrong = await changed(lab, name, tree);
    if (wrong !== null) return fail('kept-changed', wrong.expected, wrong.found);
    paths += tree.length;
  }
  return pass(
    `The space is free, and all ${paths} paths of ${inList(trees.map(([name]) => name))} are as they were.`,
  );
}

async function shown(lab: Observed): Promise<Outcome> {
  const text = (await lab.files.read(LIST.path))?.trim() ?? '';
  if (text === '') {
    return waiting(`Write the names of the volumes that are unused and kept into ${LIST.shown}.`);
  }
  const words = new Set(text.split(/\s+/));
  const volumes = await lab.engine.volumes();
  const used = new Set(
    (await lab.engine.containers()).flatMap(({ mounts }) => mounts.map(({ source }) => source)),
  );
  const wanted = volumes.filter((volume) => isKept(volume) && !used.has(volume.name));
  const expected = `In ${LIST.shown} the volumes that have ${LABEL} and no container: ${wanted.length} names.`;
  const named = volumes.filter(({ name }) => words.has(name));
  const withoutLabel = named.filter((volume) => !isKept(volume)).map(({ name }) => name);
  if (withoutLabel.length > 0) {
    return fail(
      'not-kept-listed',
      expected,
      `It also has ${inList(withoutLabel)}, without that label.`,
    );
  }
  const inUse = named.find(({ name }) => used.has(name));
  if (inUse !== undefined) {
    return fail('used-listed', expected, `It also has ${inUse.name}, which a container uses.`);
  }
  const missing = wanted.filter(({ name }) => !words.has(name)).map(({ name }) => name);
  return missing.length > 0
    ? fail(
        'not-all-listed',
        expected,
        `${named.length === 0 ? 'It has the name of no volume' : `It has ${named.length} of them, and ${missing.length} ${missing.length === 1 ? 'is' : 'are'} missing`}.`,
      )
    : pass(`${LIST.shown} has ${inList(wanted.map(({ name }) => name))}: kept, and used by none.`);
}

export default grade(['labelled', 'freed', 'shown'], {
  labelled: { observe: labelled },
  freed: { observe: freed, experiment: freedWhole },
  shown: { observe: shown },
});
