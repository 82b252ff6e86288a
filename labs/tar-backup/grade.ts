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
  waiting,
} from '../../server/grading/contract.ts';
import { type Archive, archiveOf, isOutcome } from './archive.ts';
import { firstDifference } from './comparison.ts';
import { held, isOfOneMoment, type Ledger, ledgerOf } from './ledger.ts';
import { CLERK, LEDGER, LEFT_BEHIND, ORIGINAL, RESTORED, VOLUME } from './original.ts';
import { makersOf, type Run, runs } from './runs.ts';

const clock = (at: Date): string => `${at.toISOString().slice(11, 19)} UTC`;
const hasGap = (lab: Observed): boolean => lab.history.some((entry) => entry.kind === 'gap');

async function readOnly(lab: Observed): Promise<Outcome> {
  const archive = await archiveOf(lab);
  if (isOutcome(archive)) return archive;
  const makers = makersOf(archive, await runs(lab));
  const safe = makers.find((run) => run.readOnly);
  if (safe !== undefined) {
    return pass(`${safe.name} had ${VOLUME} at ${safe.at}, and could only read there.`);
  }
  const [writer] = makers;
  if (writer !== undefined) {
    return fail(
      'source-writable',
      `The container that archives ${VOLUME} has it mounted read-only.`,
      `${writer.name} had it at ${writer.at}, and could write there: one letter wrong, and tar unpacks over the original, or puts the archive into it. Archive once more.`,
    );
  }
  if (hasGap(lab)) return waiting('What happened before was not all recorded. Archive once more.');
  return waiting(
    `No container but the ${CLERK} has had ${VOLUME} mounted so far, and the ${CLERK} may write. Archive from a container of its own with ${VOLUME} read-only, or, if you like your archive as it is, let such a container compare it with ${VOLUME} (tar --diff).`,
  );
}

/** The archive restored into a volume of the grader's. */
interface Copy {
  archive: Archive;
  /** Name of the volume. */
  volume: string;
  ledger: Ledger;
}

async function restore(lab: Experiment): Promise<Copy | Outcome> {
  const archive = await archiveOf(lab);
  if (isOutcome(archive)) return archive;
  const volume = await lab.scratchVolume();
  const { exitCode, stderr } = await lab.unpack(archive.path, volume);
  if (exitCode !== 0) {
    return fail(
      'not-restorable',
      `${archive.shown} unpacks into an empty volume.`,
      `tar ended with ${exitCode} and said: ${stderr.split('\n')[0] ?? 'nothing'}`,
    );
  }
  const [original, copy] = await Promise.all([
    lab.engine.volume(VOLUME),
    lab.engine.volume(volume),
  ]);
  if (original === null) {
    return fail(
      'source-gone',
      `The volume ${VOLUME}, to compare with.`,
      'It is gone. Reset the lab.',
    );
  }
  const ledger = await ledgerOf(lab, original.mountpoint, copy?.mountpoint ?? '');
  if (ledger !== null) return { archive, volume, ledger };
  return fail(
    'path-missing',
    `${LEDGER.join(' and ')} in the archive, and in ${VOLUME}.`,
    'They are not in both of them.',
  );
}

/** Why the clerk's ledger in the volume isn't what it was; null when it is. */
function spoilt({ ledger }: Copy): Outcome | null {
  if (ledger.break !== null) {
    return fail(
      'entries-lost',
      `The entries in ${VOLUME} numbered one after another, as the ${CLERK} writes them.`,
      `${LEDGER[0]} goes on with the line ${ledger.break}: entries before it are missing. Something put an older ledger in place of the ${CLERK}'s. Reset the lab.`,
    );
  }
  if (ledger.strange === null) return null;
  return fail(
    'content-differs',
    `${ledger.strange} in the archive as ${VOLUME} has it, up to the moment of the backup.`,
    `In ${VOLUME} the file begins with something else.`,
  );
}

async function still(lab: Experiment): Promise<Outcome> {
  const copy = await restore(lab);
  if ('kind' in copy) return copy;
  const { ledger } = copy;
  const { entry, total } = ledger;
  const wrong = spoilt(copy);
  if (wrong !== null) return wrong;
  const expected = `An archive from a time in which the ${CLERK} was paused or stopped, from before tar began until it had finished.`;
  if (!isOfOneMoment(ledger)) {
    return fail(
      'taken-while-writing',
      expected,
      `${LEDGER[0]} ends with entry ${entry}, ${LEDGER[1]} with entry ${total}: there was no moment at which ${VOLUME} looked like that.`,
    );
  }
  const hold = held(lab, ledger);
  if (hold === undefined) {
    if (hasGap(lab))
      return waiting('What happened before was not all recorded. Archive once more.');
    return fail(
      'taken-while-writing',
      expected,
      `The archive ends with entry ${entry}, and the ${CLERK} wrote the next one straight after it: nothing held it still meanwhile. If the files go together all the same, it is luck.`,
    );
  }
  const clerk = await lab.engine.container(CLERK);
  if (clerk?.status === 'paused') return waiting(`Let the ${CLERK} go on: it is still paused.`);
  if (clerk !== null && !clerk.running) return waiting(`Start the ${CLERK} again.`);
  return pass(
    `The archive ends with entry ${entry}. There the ${CLERK} was held still, at ${clock(hold.at)}.`,
  );
}

/** A tree without the content of the ledger, which is the clerk's. */
const withoutLedger = (tree: Tree): Tree =>
  tree.map((entry) =>
    LEDGER.some((path) => path === entry.path) ? { ...entry, size: null, sha256: null } : entry,
  );

/** The grader's restore, if it equals the volume; else what is to be said. */
async function equal(lab: Experiment): Promise<(Copy & { tree: Tree }) | Outcome> {
  const copy = await restore(lab);
  if ('kind' in copy) return copy;
  const wrong = spoilt(copy);
  if (wrong !== null) return wrong;
  const [original, tree] = [await lab.tree(VOLUME), await lab.tree(copy.volume)];
  if (original === null || tree === null) throw new Error('a volume that was there has no tree');
  const [moved] = differences(ORIGINAL, withoutLedger(original));
  if (moved !== undefined) {
    const { expected, found } = inWords(moved, `${VOLUME} at the start`, `${VOLUME} now`);
    return fail(
      'source-changed',
      expected,
      `${found} Only the ${CLERK} may change ${VOLUME}, and only its ledger. ${moved.what === 'extra' ? 'Take it away.' : 'Reset the lab.'}`,
    );
  }
  const differs = firstDifference(
    { tree: withoutLedger(original), name: VOLUME },
    { tree: withoutLedger(tree), name: `the restore of ${copy.archive.shown}` },
  );
  return differs ?? { ...copy, tree };
}

async function proved(lab: Experiment): Promise<Outcome> {
  const copy = await equal(lab);
  if ('kind' in copy) return copy;
  return pass(
    `Restored by the check into an empty volume, all ${copy.tree.length} paths are as in ${VOLUME}: type, mode, owner, link target and content, with the ledger up to entry ${copy.ledger.entry}.`,
  );
}

/** Somebody restored into the original: a container that could write to it, after the archive was made. */
async function intoTheOriginal(lab: Observed): Promise<Run | undefined> {
  const archive = await archiveOf(lab);
  if (isOutcome(archive)) return undefined;
  return (await runs(lab)).find(
    (run) => !run.readOnly && run.archives && run.created.getTime() > archive.writtenAt,
  );
}

/** The learner's restored volume, as far as looking tells. */
async function restoredVolume(lab: Observed): Promise<Tree | Outcome> {
  const volume = await lab.engine.volume(RESTORED);
  const tree = volume === null ? null : await lab.tree(RESTORED);
  if (volume === null || tree === null) {
    return waiting(`Make a volume named ${RESTORED}, and restore the archive into it.`);
  }
  if (volume.options.device !== undefined) {
    return fail(
      'not-its-own',
      `${RESTORED} as docker volume create makes it without options: a place of its own on the disk.`,
      `It was made with the device ${volume.options.device}.`,
    );
  }
  if (tree.map(({ path }) => path).join('\n') === LEFT_BEHIND.join('\n')) {
    const run = await intoTheOriginal(lab);
    return run === undefined
      ? waiting(`${RESTORED} is as somebody left it. Make it new, and restore the archive into it.`)
      : fail(
          'restored-over-the-original',
          `The archive restored into the volume ${RESTORED}.`,
          `${RESTORED} is untouched, and ${run.name}, which ran at ${clock(run.created)}, could write to ${VOLUME} itself. Had the archive been bad, nothing good would be left.`,
        );
  }
  if (tree.length === 1) {
    return fail(
      'nothing-restored',
      `The files of the archive in ${RESTORED}.`,
      `${RESTORED} is empty. If tar said nothing, it unpacked somewhere else: where the volume isn't mounted, files go into the container's writable layer.`,
    );
  }
  const root = tree.find(({ path }) => path.endsWith(`/${LEDGER[0]}`))?.path;
  if (root !== undefined && !tree.some(({ path }) => path === LEDGER[0])) {
    return fail(
      'restored-too-deep',
      `${LEDGER[0]} at the top of ${RESTORED}.`,
      `There it is ${root}. The directory that tar unpacks into (-C) is the one the volume is mounted at.`,
    );
  }
  return tree;
}

async function restored(lab: Experiment): Promise<Outcome> {
  const tree = await restoredVolume(lab);
  if ('kind' in tree) return tree;
  const copy = await equal(lab);
  if ('kind' in copy) return copy;
  const { shown } = copy.archive;
  const extra = differences(copy.tree, tree).filter(({ what }) => what === 'extra');
  const differs = firstDifference({ tree: copy.tree, name: shown }, { tree, name: RESTORED });
  if (differs === null) return pass(`All ${tree.length} paths of ${RESTORED} are as in ${shown}.`);
  if (differs.kind !== 'fail' || differs.reason !== 'path-extra') return differs;
  return fail(
    'leftovers',
    `Nothing in ${RESTORED} but what is in ${shown}.`,
    `There is ${extra
      .slice(0, 4)
      .map(({ path }) => path)
      .join(
        ', ',
      )}, which isn't in the archive: it was there before. tar adds and replaces; it takes nothing away.`,
  );
}

export default grade(['archive', 'read-only', 'still', 'proved', 'restored'], {
  archive: {
    async observe(lab) {
      const archive = await archiveOf(lab);
      if (isOutcome(archive)) return archive;
      return pass(`tar reads ${archive.shown} to its end, and its paths are those of ${VOLUME}.`);
    },
  },
  'read-only': { observe: readOnly },
  still: { experiment: still },
  proved: { experiment: proved },
  restored: {
    async observe(lab) {
      const tree = await restoredVolume(lab);
      if ('kind' in tree) return tree;
      return pass(`${RESTORED} holds ${tree.length} paths.`);
    },
    experiment: restored,
  },
});
