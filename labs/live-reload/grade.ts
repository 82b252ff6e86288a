import {
  type ContainerFacts,
  type Experiment,
  fail,
  grade,
  type Observed,
  type Outcome,
  pass,
  waiting,
} from '../../server/grading/contract.ts';
import {
  answer,
  api,
  CONFIG,
  CONFIG_FILE,
  type Copy,
  copyOf,
  FILE,
  isOutcome,
  isWithin,
  LINE,
  mountOf,
  NAME,
  SETTINGS,
  SOURCE,
  said,
  save,
  type Way,
} from './api.ts';

const FIRST_NAME = 'the old bakery';
/** Tries a file, or each directory below a path, and prints what could be written to. */
const TRY_TO_WRITE =
  'find "$1" -type d | while read -r each; do touch "$each/.check" 2>/dev/null && echo "$each"; done; [ ! -f "$1" ] || ! echo >> "$1" || echo "$1"';
const WAYS: readonly Way[] = ['in place', 'by rename'];
/** A program that watches starts again within a second; a busy machine may take longer. */
const RELOAD_MS = 4000;
/**
 * A process that has just answered tells its watcher in this time which files it has read; what is saved
 * before is not noticed. The second is for a machine that is very busy.
 */
const SETTLE_MS = [400, 3000];
/** What is read for each request is there with the next one. */
const READ_MS = 2000;

async function reload(lab: Observed): Promise<Outcome> {
  const container = await api(lab);
  if (isOutcome(container)) return container;
  const expected = `${SOURCE} of the host mounted in ${NAME}.`;
  const bound = container.mounts.find(
    ({ type, source }) => type === 'bind' && (isWithin(source, SOURCE) || isWithin(SOURCE, source)),
  );
  if (bound === undefined) {
    const volume = container.mounts.find(({ type }) => type === 'volume');
    return volume === undefined
      ? fail(
          'copied',
          expected,
          `It isn't. The files that ${NAME} runs are in its image or its writable layer, and an edit in ${SOURCE} doesn't reach them.`,
        )
      : fail(
          'volume',
          expected,
          `It has the volume ${volume.source.slice(0, 40)} at ${volume.destination}. What is in a volume was copied there once, and an edit in ${SOURCE} doesn't reach it.`,
        );
  }
  const text = await answer(lab, container);
  if (isOutcome(text)) return text;
  return pass(`${NAME} has ${bound.source} mounted at ${bound.destination}, and answers: ${text}`);
}

async function tryToEdit(lab: Experiment): Promise<Outcome> {
  const container = await api(lab);
  if (isOutcome(container)) return container;
  let copy: Copy | undefined;
  for (const way of WAYS) {
    let taken = false;
    for (const settle of SETTLE_MS) {
      if (taken) break;
      const used: Copy | Outcome = copy ?? (await copyOf(lab, container));
      if (isOutcome(used)) return used;
      await lab.until(async () => false, settle);
      taken = await takesUp(lab, used, way);
      // What a watcher has missed once it may not be watching any more.
      copy = taken ? used : undefined;
    }
    if (taken) continue;
    return way === 'in place'
      ? fail(
          'not-reloaded',
          `After line.js was edited, ${NAME} answers with what it says now.`,
          `In a copy of ${SOURCE}, line.js was edited, and a twin of ${NAME} went on with what it had read before. Its command is: ${container.command.join(' ')}.`,
        )
      : fail(
          'single-file',
          `After line.js was replaced by a new file of that name, ${NAME} answers with the new one.`,
          `A twin of ${NAME} followed an edit within the file, and went on with the old one when a new file took its place. That is how most editors save, and a file that is mounted by itself doesn't follow. Mount the directory.`,
        );
  }
  return pass(
    `In a copy of ${SOURCE}, line.js was edited in place and then replaced, and a twin of ${NAME} answered with it both times.`,
  );
}

/** Whether the twin answers with what is saved in its source. */
async function takesUp(lab: Experiment, copy: Copy, way: Way): Promise<boolean> {
  const mark = `edited ${way} by the check`;
  await save(copy.editor, { way, path: LINE, content: `exports.line = () => '${mark}';` });
  return shows(lab, copy, mark, RELOAD_MS);
}

/** Whether the twin answers with a text within a time. */
const shows = (lab: Experiment, { twin }: Copy, mark: string, ms: number): Promise<boolean> =>
  lab.until(async () => (await said(twin))?.includes(mark) === true, ms);

/** What is wrong with the way the settings are mounted; null when nothing is. */
function misplaced(container: ContainerFacts): Outcome | null {
  const expected = `${SETTINGS} of the host at ${CONFIG} in ${NAME}, read-only.`;
  const mount = mountOf(container, CONFIG_FILE);
  if (mount === undefined) {
    return container.mounts.some(({ source }) => isWithin(source, SETTINGS))
      ? fail('wrong-path', expected, `It is mounted elsewhere, and ${CONFIG} isn't a mount.`)
      : waiting(`Run ${NAME} with ${SETTINGS} mounted at ${CONFIG}, read-only.`);
  }
  if (mount.type !== 'bind' || !isWithin(mount.source, SETTINGS)) {
    return fail(
      'not-the-settings',
      expected,
      `At ${mount.destination} it has ${mount.source.slice(0, 40) || `a ${mount.type}`}.`,
    );
  }
  const writable = container.mounts.find(
    ({ type, source, readOnly }) =>
      type === 'bind' && !readOnly && (isWithin(source, SETTINGS) || isWithin(SETTINGS, source)),
  );
  if (writable === undefined) return null;
  return fail(
    'writable',
    expected,
    `At ${writable.destination} it can write to ${writable.source}: a mistake in the program, or somebody who gets into it, can change the settings on the host.`,
  );
}

async function settings(lab: Observed): Promise<Outcome> {
  const container = await api(lab);
  if (isOutcome(container)) return container;
  return (
    misplaced(container) ?? pass(`${NAME} has the settings at ${CONFIG}, and can only read them.`)
  );
}

async function tryToWrite(lab: Experiment): Promise<Outcome> {
  const container = await api(lab);
  if (isOutcome(container)) return container;
  const copy = await copyOf(lab, container);
  if (isOutcome(copy)) return copy;
  const mount = mountOf(container, CONFIG_FILE);
  const { stdout } = await copy.twin.exec(
    ['sh', '-c', TRY_TO_WRITE, 'sh', mount?.destination ?? CONFIG],
    { user: '0' },
  );
  const [directory] = stdout.split('\n').filter((line) => line !== '');
  if (directory === undefined) {
    return pass(`A twin of ${NAME} tried to write to ${CONFIG}, as root, and was refused.`);
  }
  return fail(
    'could-write',
    `Nothing in ${CONFIG} can be changed from within ${NAME}.`,
    `A twin of ${NAME} could write to ${directory}: what is mounted there isn't read-only.`,
  );
}

/** The shop's name as the settings have it now, or what is to be said. */
async function shopName(lab: Observed): Promise<string | Outcome> {
  const text = await lab.files.read(FILE);
  const found = /"shop"\s*:\s*"([^"]*)"/.exec(text ?? '')?.[1];
  return found ?? waiting(`${FILE} has no "shop" in it. Put it back.`);
}

const clock = (ms: number): string => `${new Date(ms).toISOString().slice(11, 19)} UTC`;

async function followed(lab: Observed): Promise<Outcome> {
  const container = await api(lab);
  if (isOutcome(container)) return container;
  const wrong = misplaced(container);
  if (wrong !== null) return wrong;
  const shop = await shopName(lab);
  if (isOutcome(shop)) return shop;
  if (shop === FIRST_NAME) return waiting(`Change the shop's name in ${FILE}.`);
  const { stdout } = await lab.host(['stat', '-c', '%.3Z', FILE]);
  const changed = Number(stdout) * 1000;
  const started = container.startedAt?.getTime() ?? 0;
  if (started > changed) {
    return fail(
      'restarted',
      `${NAME} running since before the settings were changed.`,
      `They were changed at ${clock(changed)}, and ${NAME} was started at ${clock(started)}: what it reads at its start proves nothing. Change the name once more.`,
    );
  }
  const text = await answer(lab, container);
  if (isOutcome(text)) return text;
  if (text.includes(shop)) return pass(`${NAME} answers with the new settings: ${text}`);
  const mount = mountOf(container, CONFIG_FILE);
  return fail(
    'stale',
    `${NAME} answers with the name "${shop}", as ${FILE} has it.`,
    mount?.destination === CONFIG_FILE
      ? `It answers: ${text} It has the file mounted by itself, and that is the file of before, which has no name on the host any more. Mount the directory.`
      : `It answers: ${text}`,
  );
}

async function tryToSave(lab: Experiment): Promise<Outcome> {
  const container = await api(lab);
  if (isOutcome(container)) return container;
  // Whatever the learner's line.js has become, the name is to be seen.
  const copy = await copyOf(lab, container, 'exports.line = ({ shop }) => shop;');
  if (isOutcome(copy)) return copy;
  for (const way of WAYS) {
    const mark = `saved ${way} by the check`;
    await save(copy.editor, { way, path: FILE, content: JSON.stringify({ shop: mark }) });
    if (await shows(lab, copy, mark, READ_MS)) continue;
    return fail(
      'not-followed',
      `However settings.json is saved, ${NAME} answers with it.`,
      way === 'by rename'
        ? `In a copy of ${SETTINGS}, a twin of ${NAME} followed a change within settings.json, and went on with the old one when a new file took its place, as sed -i and most editors do it. A file that is mounted by itself doesn't follow. Mount the directory.`
        : `In a copy of ${SETTINGS}, settings.json was changed, and a twin of ${NAME} didn't show it.`,
    );
  }
  return pass(
    `In a copy of ${SETTINGS}, settings.json was changed in place and then replaced, and a twin of ${NAME} answered with it both times.`,
  );
}

export default grade(['reload', 'settings', 'followed'], {
  reload: { observe: reload, experiment: tryToEdit },
  settings: { observe: settings, experiment: tryToWrite },
  followed: { observe: followed, experiment: tryToSave },
});
