import {
  type Experiment,
  fail,
  grade,
  type Observed,
  type Outcome,
  pass,
  type VolumeFacts,
  waiting,
} from '../../server/grading/contract.ts';

const IMAGE = 'busybox:1.37';
const PHOTOS = { volume: 'photos', directory: '/srv/photos' };
const THUMBS = { volume: 'thumbs', bytes: 64 * 1024 * 1024 };
const REPORTS = { volume: 'reports', container: 'reader', files: ['q1.txt', 'q2.txt'] };

const isOutcome = (value: object): value is Outcome => 'kind' in value;
const withoutSlash = (path: string): string => path.replace(/(?<=.)\/+$/, '');
const words = (options: string | undefined): string[] => (options ?? '').split(',');

/** The options as a person would write them. */
const written = ({ options }: VolumeFacts): string => {
  const all = Object.entries(options).map(([key, value]) => `${key}=${value}`);
  return all.length === 0 ? 'no options' : all.join(', ');
};

/** The photos' volume, in the right place as far as its options say, or what is to be said of it. */
async function photos(lab: Observed): Promise<VolumeFacts | Outcome> {
  const { volume: name, directory } = PHOTOS;
  const volume = await lab.engine.volume(name);
  const expected = `A volume ${name} with type=none, o=bind and device=${directory}.`;
  if (volume === null) {
    const bound = (await lab.engine.containers()).find(({ mounts }) =>
      mounts.some(({ type, source }) => type === 'bind' && withoutSlash(source) === directory),
    );
    return bound === undefined
      ? waiting(`Create a volume named ${name}.`)
      : fail(
          'bind-mount',
          expected,
          `There is none: ${bound.name} mounts ${directory} itself, a bind mount without a name.`,
        );
  }
  const { type, o, device } = volume.options;
  if (Object.keys(volume.options).length === 0) {
    return fail(
      'no-options',
      expected,
      `${name} has no options: its files lie in ${volume.mountpoint}. Options given to a volume that exists are ignored; remove it first.`,
    );
  }
  if (type === 'tmpfs') {
    return fail('in-memory', expected, `${name} has ${written(volume)}: it is in memory.`);
  }
  if (withoutSlash(device ?? '') !== directory) {
    return fail('wrong-device', expected, `${name} has ${written(volume)}.`);
  }
  if (!words(o).some((word) => word === 'bind' || word === 'rbind')) {
    return fail(
      'no-bind',
      expected,
      `${name} has ${written(volume)}. Without o=bind the kernel takes ${directory} for a disk.`,
    );
  }
  return volume;
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

async function photosSeen(lab: Experiment): Promise<Outcome> {
  const found = await photos(lab);
  if (isOutcome(found)) return found;
  const { volume: name, directory } = PHOTOS;
  const there = await lab.files.list(directory);
  if (there === null) {
    return fail(
      'directory-missing',
      `The directory ${directory} on this host.`,
      'It is missing, so the volume can be made but not mounted.',
    );
  }
  if (there.length === 0) return waiting(`Write a file into ${name}, through a container.`);
  const seen = await lab.probe({
    image: IMAGE,
    mounts: [{ type: 'volume', source: name, target: '/found', readOnly: true }],
    argv: ['ls', '-A', '/found'],
  });
  const names = lines(seen.stdout);
  if (seen.exitCode === 0 && names.sort().join() === there.sort().join()) {
    return pass(
      `A container of the grader's saw in ${name} what lies in ${directory}: ${names.slice(0, 5).join(', ')}.`,
    );
  }
  return fail(
    'not-the-same',
    `In the volume ${name} the same files as in ${directory}.`,
    `In the volume: ${names.join(', ') || 'nothing'}. In the directory: ${there.join(', ')}.`,
  );
}

async function thumbs(lab: Observed): Promise<VolumeFacts | Outcome> {
  const { volume: name } = THUMBS;
  const volume = await lab.engine.volume(name);
  const expected = `A volume ${name} with type=tmpfs and a size of 64 MiB.`;
  if (volume === null) return waiting(`Create a volume named ${name}.`);
  if (volume.options.type !== 'tmpfs') {
    return fail('not-in-memory', expected, `${name} has ${written(volume)}: it is on the disk.`);
  }
  if (!words(volume.options.o).some((word) => word.startsWith('size='))) {
    return fail(
      'no-size',
      expected,
      `${name} has ${written(volume)}: without a size it may take half of the machine's memory.`,
    );
  }
  return volume;
}

async function thumbsMeasured(lab: Experiment): Promise<Outcome> {
  const found = await thumbs(lab);
  if (isOutcome(found)) return found;
  const { volume: name, bytes } = THUMBS;
  const { exitCode, stdout, stderr } = await lab.probe({
    image: IMAGE,
    mounts: [{ type: 'volume', source: name, target: '/found', readOnly: true }],
    argv: ['df', '-k', '/found'],
  });
  const kib = Number(lines(stdout).at(-1)?.trim().split(/\s+/)[1]);
  if (exitCode !== 0 || !Number.isFinite(kib)) {
    return fail(
      'not-mountable',
      `The volume ${name} can be mounted.`,
      `It can't: ${stderr.trim().slice(0, 300)}`,
    );
  }
  const mib = kib / 1024;
  return kib * 1024 === bytes
    ? pass(`${name} is a tmpfs of ${mib} MiB.`)
    : fail(
        'wrong-size',
        `A size of ${bytes / 1024 / 1024} MiB.`,
        `The kernel says ${Number(mib.toFixed(2))} MiB; the options are ${written(found)}.`,
      );
}

async function mended(lab: Observed): Promise<Outcome> {
  const { volume: name, container: reader, files } = REPORTS;
  const volume = await lab.engine.volume(name);
  if (volume === null) return waiting('Run ~/make-reports.sh.');
  const device = volume.options.device ?? '';
  if (device !== '' && (await lab.files.list(device)) === null) {
    return fail(
      'device-missing',
      `A volume ${name} whose device is there.`,
      `Its device is ${device}, and there is no such directory. Creating the volume again under the same name changes nothing while it exists.`,
    );
  }
  const container = await lab.engine.container(reader);
  if (container === null) return waiting(`Run the container ${reader}.`);
  const mount = container.mounts.find(
    ({ destination }) => withoutSlash(destination) === '/reports',
  );
  if (mount?.type !== 'volume' || mount.source !== name) {
    return fail(
      'not-the-volume',
      `${reader} with the volume ${name} at /reports.`,
      mount === undefined
        ? `${reader} has nothing mounted at /reports.`
        : `${reader} has ${mount.source || `a ${mount.type}`} there.`,
    );
  }
  if (!container.running) {
    return fail(
      'not-running',
      `${reader} running.`,
      `${reader} is ${container.status}: it was created when ${name} could not be mounted. Start it again, or run it anew.`,
    );
  }
  const seen = lines((await lab.exec(container.id, ['ls', '-A', '/reports'])).stdout);
  const missing = files.filter((file) => !seen.includes(file));
  if (missing.length === 0)
    return pass(`${reader} sees ${files.join(' and ')} in the volume ${name}.`);
  return fail(
    'reports-missing',
    `${files.join(' and ')} in /reports of ${reader}.`,
    `There is ${seen.length === 0 ? 'nothing' : seen.join(', ')}. The device of ${name} is ${device || 'not set'}, and it isn't where the reports are.`,
  );
}

export default grade(['directory', 'memory', 'mend'], {
  directory: {
    async observe(lab) {
      const found = await photos(lab);
      if (isOutcome(found)) return found;
      return pass(`${PHOTOS.volume} has ${written(found)}.`);
    },
    experiment: photosSeen,
  },
  memory: {
    async observe(lab) {
      const found = await thumbs(lab);
      if (isOutcome(found)) return found;
      return pass(`${THUMBS.volume} has ${written(found)}.`);
    },
    experiment: thumbsMeasured,
  },
  mend: { observe: mended },
});
