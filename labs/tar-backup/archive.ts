/** The learner's archive: which file it is, and whether it is one of the volume books. */
import { fail, type Observed, type Outcome, waiting } from '../../server/grading/contract.ts';
import { LEDGER, VOLUME } from './original.ts';

export interface Archive {
  path: string;
  /** As the learner sees it: `~/backup/books.tar.gz`. */
  shown: string;
  /** When it was written to for the last time, ms. */
  writtenAt: number;
}

const HOME = '/root';
const DIRECTORY = `${HOME}/backup`;
const NAME = /^books\.(?:tar(?:\.(?:gz|bz2|xz|zst|lzma|Z))?|tgz|tbz2?|txz|tzst)$/;

/** How a compressed file begins, in hexadecimal digits, and what unpacks it. */
const COMPRESSIONS = [
  { starts: '1f8b', program: 'gzip', named: /gz$/ },
  { starts: '425a68', program: 'bzip2', named: /bz2?$/ },
  { starts: 'fd377a585a00', program: 'xz', named: /xz$/ },
  { starts: '28b52ffd', program: 'zstd', named: /zst$/ },
];

/** First bytes, whether it is open somewhere, then the names in it; ends as tar does. */
const LOOK = String.raw`
set -o pipefail
head -c 6 -- "$1" | od -An -v -tx1 | tr -d ' \n'; echo
fuser -s "$1" 2>/dev/null && echo open || echo closed
tar --force-local -tPf "$1" | awk 'NR <= 500'
`;
/** Unpacks once and shows how the result begins. */
const LOOK_INSIDE = String.raw`"$2" -dcq <"$1" 2>/dev/null | head -c 6 | od -An -v -tx1 | tr -d ' \n'`;

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

const compressionOf = (begins: string) =>
  COMPRESSIONS.find(({ starts }) => begins.startsWith(starts));

/** The newest file in ~/backup that is named like an archive of books; what is to be said while there is none. */
async function newest(lab: Observed): Promise<(Archive & { size: number }) | Outcome> {
  const there = (await lab.files.list(DIRECTORY)) ?? [];
  const named = there.filter((name) => NAME.test(name)).map((name) => `${DIRECTORY}/${name}`);
  if (named.length === 0) return nowhere(lab, there);
  // %.3Y: seconds with their thousandths.
  const stats = await lab.host(['stat', '-L', '--printf=%F\t%s\t%.3Y\t%n\n', '--', ...named]);
  const files = lines(stats.stdout)
    .map((line) => line.split('\t'))
    .filter(([type]) => type?.startsWith('regular'))
    .map(([, size, seconds, path = '']) => ({
      path,
      shown: path.replace(HOME, '~'),
      size: Number(size),
      writtenAt: Number(seconds) * 1000,
    }))
    .sort((one, other) => other.writtenAt - one.writtenAt);
  return files[0] ?? nowhere(lab, there);
}

async function nowhere(lab: Observed, there: readonly string[]): Promise<Outcome> {
  const volume = await lab.engine.volume(VOLUME);
  const inside = volume === null ? [] : ((await lab.files.list(volume.mountpoint)) ?? []);
  const within = inside.find((name) => NAME.test(name));
  if (within !== undefined) {
    return fail(
      'inside-the-volume',
      `The archive in ~/backup, away from what it is a copy of.`,
      `${within} lies in the volume ${VOLUME} itself. It goes when the volume goes, and every further archive holds it too. Take it out of there.`,
    );
  }
  const elsewhere = ((await lab.files.list(HOME)) ?? []).find((name) => NAME.test(name));
  if (elsewhere !== undefined) {
    return waiting(`There is ~/${elsewhere}. The check looks into ~/backup: move it there.`);
  }
  return waiting(
    there.length === 0
      ? `Put an archive of ${VOLUME} into ~/backup.`
      : `Name the archive ${VOLUME}.tar, or ${VOLUME}.tar.gz and the like. In ~/backup there is ${there.slice(0, 3).join(', ')}.`,
  );
}

/** Why tar can't read it to its end. */
async function unreadable(
  lab: Observed,
  archive: Archive,
  begins: string,
  said: string,
): Promise<Outcome> {
  const { path, shown } = archive;
  const [first = 'nothing'] = lines(said).filter((line) => !/^tar: (Child|Error is)/.test(line));
  const program = compressionOf(begins)?.program;
  if (program !== undefined) {
    const inside = await lab.host(['bash', '-c', LOOK_INSIDE, 'bash', path, program]);
    if (compressionOf(inside.stdout) !== undefined) {
      return fail(
        'compressed-twice',
        `${shown} compressed once, so that tar finds an archive in it.`,
        `Unpacked with ${program}, it is a compressed file again.`,
      );
    }
  }
  if (/unexpected (end|eof)/i.test(said)) {
    return fail(
      'truncated',
      `${shown} whole, to its last byte.`,
      `It breaks off: ${first.replace(/^tar: /, '')}. The disk was full, or what wrote it was ended too early.`,
    );
  }
  return fail(
    'unreadable',
    `${shown} is an archive that tar reads to its end.`,
    `tar says: ${first.replace(/\.?$/, '.')} If it came through docker run -t or -it, a terminal has changed its bytes.`,
  );
}

/** `./a/` and `a` are one name. */
const plain = (name: string): string => name.replace(/^(\.\/+)+/, '').replace(/\/+$/, '');
const isTop = (name: string): boolean => name === '' || name === '.';

const top = (names: readonly string[]): string[] =>
  [...new Set(names.map((name) => name.split('/')[0] ?? ''))].sort();

/** Why what is in it isn't the volume books; null when it is. */
async function other(
  lab: Observed,
  shown: string,
  raw: readonly string[],
): Promise<Outcome | null> {
  const [entries] = LEDGER;
  const absolute = raw.find((name) => name.startsWith('/'));
  if (absolute !== undefined) {
    return fail(
      'absolute-paths',
      `Paths that begin at the top of the volume, like ./${entries}.`,
      `${shown} holds ${absolute}, an absolute path: whoever unpacks it as it stands writes there, whatever directory they are in.`,
    );
  }
  const names = raw.map(plain).filter((name) => !isTop(name));
  if (names.includes(entries)) return null;
  if (names.length === 0) {
    return fail(
      'empty-archive',
      `An archive with the files of ${VOLUME} in it.`,
      `${shown} is a proper archive with nothing in it. A mistyped name of a volume gives a new, empty volume without a word: see docker volume ls.`,
    );
  }
  const below = names.find((name) => name.endsWith(`/${entries}`));
  if (below !== undefined) {
    const root = below.slice(0, -entries.length);
    return fail(
      'wrong-root',
      `Paths that begin at the top of the volume, like ./${entries}.`,
      `In ${shown} it is ${below}: everything is below ${root}. Restored into a volume, it would lie that much too deep, where no program looks for it.`,
    );
  }
  const found = top(names);
  for (const volume of await lab.engine.volumes()) {
    const inside = (await lab.files.list(volume.mountpoint)) ?? [];
    if (inside.sort().join('\n') !== found.join('\n')) continue;
    return fail(
      'wrong-volume',
      `The files of ${VOLUME}.`,
      `${shown} holds those of the volume ${volume.name}.`,
    );
  }
  return fail(
    'wrong-volume',
    `The files of ${VOLUME}, with ${entries} among them.`,
    `${shown} has at its top: ${found.slice(0, 6).join(', ')}.`,
  );
}

/** The archive of books, readable and of the whole volume as far as its names tell; else what is to be said. */
export async function archiveOf(lab: Observed): Promise<Archive | Outcome> {
  const archive = await newest(lab);
  if ('kind' in archive) return archive;
  const { path, shown, size } = archive;
  const { exitCode, stdout, stderr } = await lab.host(['bash', '-c', LOOK, 'bash', path]);
  const [begins = '', open, ...names] = stdout.split('\n');
  if (open === 'open') return waiting(`${shown} is still being written.`);
  if (size === 0) {
    return fail(
      'empty-file',
      `${shown} with an archive in it.`,
      'It has 0 bytes: the command that was to write it failed, and its redirection had made the file already.',
    );
  }
  if (exitCode !== 0) return unreadable(lab, archive, begins, stderr);
  const named = COMPRESSIONS.find(({ named }) => named.test(path));
  if (named !== undefined && compressionOf(begins) !== named) {
    return fail(
      'misnamed',
      `${shown} compressed with ${named.program}, as its name says.`,
      `It is ${compressionOf(begins)?.program ?? 'not compressed'}. GNU tar looks and guesses; a script that goes by the name fails on the day of the restore.`,
    );
  }
  return (
    (await other(
      lab,
      shown,
      names.filter((name) => name !== ''),
    )) ?? archive
  );
}

export const isOutcome = (value: object): value is Outcome => 'kind' in value;
