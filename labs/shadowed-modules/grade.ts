import {
  type Experiment,
  fail,
  grade,
  type Observed,
  type Outcome,
  pass,
  waiting,
} from '../../server/grading/contract.ts';
import { HOST, isOutcome, MODULES, NAME, type Shop, shop, volumeOf } from './shop.ts';

const NEW_DEPENDENCY = 'vendor/banner-2';
const NEW_VERSION = '2.0.0';
/** A twin's server may take so long to answer on a busy machine. */
const START_MS = 15_000;
const TEXT = 'set by the check';
const BROKEN = 'broken by the check';
/** Makes a copy of the learner's directory one in which the text is another and the modules are of no use. */
const SPOIL = `echo "module.exports = '${TEXT}';" > /copy/src/text.js
mkdir -p /copy/node_modules/banner
echo '{ "name": "banner", "version": "0.0.0", "main": "index.js" }' > /copy/node_modules/banner/package.json
echo "throw new Error('${BROKEN}');" > /copy/node_modules/banner/index.js`;
/** An HTTP request without a program for it, which images needn't have. */
const REQUEST =
  'exec 3<>/dev/tcp/127.0.0.1/3000 && printf "GET / HTTP/1.0\\r\\n\\r\\n" >&3 && cat <&3';

async function modules(lab: Observed): Promise<Outcome> {
  const found = await shop(lab);
  if (isOutcome(found)) return found;
  return pass(
    `The source of ${NAME} is ${HOST}, and its modules are from ${volumeOf(found)}: banner ${found.found}.`,
  );
}

/** What a twin answers that has another source, spoilt modules on the host, and a new volume; or what is to be said. */
async function answerOfTwin(
  lab: Experiment,
  { container, volume }: Shop,
): Promise<string | Outcome> {
  const copy = await lab.clone(HOST);
  const mounts = [{ type: 'volume' as const, source: copy, target: '/copy' }];
  await lab.probe({ image: 'busybox:1.37', mounts, argv: ['sh', '-c', SPOIL] });
  const twin = await lab.twin(container.id, {
    [HOST]: copy,
    ...(volume === null ? {} : { [volume.source]: await lab.scratchVolume() }),
  });
  let answer = '';
  await lab.until(async () => {
    const { exitCode, stdout } = await twin.exec(['bash', '-c', REQUEST]);
    answer = exitCode === 0 ? stdout : '';
    return answer !== '' || !(await twin.running());
  }, START_MS);
  if (answer !== '') return answer;
  const logs = await twin.logs();
  if (/Cannot find module 'banner/.test(logs)) {
    return fail(
      'not-in-the-image',
      `A new volume at ${MODULES} gets the modules of the image.`,
      `A twin of ${NAME} with a new volume couldn't find banner: what is in yours didn't come from the image, or the volume is not to be filled (volume-nocopy).`,
    );
  }
  if (logs.includes(BROKEN)) {
    return fail(
      'from-the-host',
      `The modules come from the image.`,
      `A twin of ${NAME} loaded a banner that was put into a copy of ${HOST}/node_modules.`,
    );
  }
  const last = logs.trim().split('\n').at(-1);
  return waiting(
    `A second container configured as ${NAME} didn't answer on port 3000, so nothing could be tried with it (the last of its log: ${last || 'nothing'}).`,
  );
}

async function tryWithOthers(lab: Experiment): Promise<Outcome> {
  const found = await shop(lab);
  if (isOutcome(found)) return found;
  const answer = await answerOfTwin(lab, found);
  if (typeof answer !== 'string') return answer;
  if (answer.includes(TEXT)) {
    return pass(
      `A twin of ${NAME} took another text from a copy of ${HOST}/src, and banner from the image, though the copy had one of its own.`,
    );
  }
  return fail(
    'another-text',
    `${NAME} answers with the text that src/text.js has.`,
    `In a copy of ${HOST} the text was changed, and a twin of ${NAME} answered: ${answer.trim().split('\n').at(-1)}`,
  );
}

async function renewed(lab: Observed): Promise<Outcome> {
  const manifest = await lab.files.read(`${HOST}/package.json`);
  if (!manifest?.includes(NEW_DEPENDENCY)) {
    return waiting(`Let ~/shop/package.json depend on file:${NEW_DEPENDENCY}.`);
  }
  const now = await shop(lab);
  if (isOutcome(now)) return now;
  const { container, found, inImage } = now;
  const expected = `${NAME} has banner ${NEW_VERSION}, and so has its image.`;
  if (found === NEW_VERSION && inImage === NEW_VERSION) {
    return pass(`${NAME} has banner ${found} in ${MODULES}, from its image.`);
  }
  if (found === NEW_VERSION) {
    return fail(
      'not-in-the-image',
      expected,
      `${NAME} has banner ${found}, and its image, ${container.image}, has ${inImage}: it was installed in the container, and whoever starts another one from the image gets the old one.`,
    );
  }
  if (inImage === NEW_VERSION) {
    return fail(
      'stale',
      expected,
      `The image has banner ${inImage}, and ${NAME} has ${found}: its modules are in ${volumeOf(now)}, which was filled by an earlier image and, as it isn't empty, isn't filled again.`,
    );
  }
  const current = await lab.engine.image(container.image);
  if (current !== null && current.id !== container.imageId) {
    return fail(
      'not-replaced',
      expected,
      `${NAME} still runs from the earlier ${container.image}, with banner ${inImage}. A container keeps the image that it was created from.`,
    );
  }
  return fail(
    'not-rebuilt',
    expected,
    `Its image, ${container.image}, has banner ${inImage}: it was built before package.json was changed.`,
  );
}

export default grade(['modules', 'renewed'], {
  modules: { observe: modules, experiment: tryWithOthers },
  renewed: { observe: renewed },
});
