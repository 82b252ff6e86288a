/**
 * Trees of files: what a listing says of one, and where two of them differ. Pure; `tree-listing.ts` makes the
 * listings.
 */

const TYPES = {
  f: 'file',
  d: 'directory',
  l: 'link',
  p: 'fifo',
  s: 'socket',
  b: 'block device',
  c: 'character device',
} as const;

/** One path of a tree. */
export interface TreeEntry {
  /** From the top, without a leading slash; `.` is the top itself. What can't be printed stands as `\xNN`. */
  path: string;
  type: (typeof TYPES)[keyof typeof TYPES];
  /** As chmod takes it: `644`, `2775`. */
  mode: string;
  uid: number;
  gid: number;
  /** Bytes of a file; null for everything else. */
  size: number | null;
  /** 64 hex digits; null for what isn't a file. Where either side has none, contents aren't compared. */
  sha256: string | null;
  /** Where a symbolic link leads, as it is written; null for everything else. */
  target: string | null;
  /** The first path of the tree that is the same file (a hard link); null when this is the first or the only one. */
  sameAs: string | null;
}

/** Every path below and including a directory, sorted by path. */
export type Tree = readonly TreeEntry[];

/** What two trees can differ in, the gravest first. */
const ASPECTS = [
  'missing',
  'extra',
  'type',
  'target',
  'content',
  'links',
  'owner',
  'mode',
] as const;

/** A path that isn't the same in two trees, and in what. */
export interface Difference {
  path: string;
  what: (typeof ASPECTS)[number];
  /** In words that can follow the path: `owner 33:33`, `nothing`. */
  expected: string;
  found: string;
}

/** Fields of one path in a listing, behind the mark that begins it. */
const FIELDS = 9;
const MARK = 'path';

/** What `find` is to print of each path; `%P` is empty for the top. Every field ends with a zero byte. */
export const LISTING_FORMAT = [
  MARK,
  '%P',
  '%y',
  '%m',
  '%U',
  '%G',
  '%s',
  '%n',
  '%D:%i',
  '%l',
  '',
].join('\\0');

const ZERO = 0;

function fieldsOf(listing: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  for (let from = 0; from < listing.length; ) {
    const end = listing.indexOf(ZERO, from);
    if (end < 0) throw new Error('a listing that breaks off');
    fields.push(listing.subarray(from, end));
    from = end + 1;
  }
  return fields;
}

const NOT_PRINTABLE = /[\\\p{C}]/gu;
// Of bytes that aren't UTF-8 only the printable ones of ASCII are shown.
const NOT_PLAIN = /[^ -[\]-~]/g;

const hex = (bytes: Buffer): string =>
  [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');

/**
 * A name as text. Different names give different texts: what can't be printed, the backslash, and bytes that
 * aren't UTF-8 stand as `\xNN`.
 */
export function printable(name: Buffer): string {
  const text = name.toString();
  return Buffer.from(text).equals(name)
    ? text.replace(NOT_PRINTABLE, (character) => hex(Buffer.from(character)))
    : name
        .toString('latin1')
        .replace(NOT_PLAIN, (character) => hex(Buffer.from(character, 'latin1')));
}

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const number = (field: Buffer): number => {
  const text = field.toString();
  if (!/^\d+$/.test(text)) throw new Error(`not a number: ${text}`);
  return Number(text);
};

const isType = (letter: string): letter is keyof typeof TYPES => Object.hasOwn(TYPES, letter);

/** A file as it is known by its path and by its inode. */
interface Listed {
  entry: TreeEntry;
  /** Names that it has in all; more than one may lie in this tree. */
  names: number;
  inode: string;
}

function listed(fields: readonly Buffer[]): Listed {
  const [path, letter, mode, uid, gid, size, names, inode, target] = fields;
  if (!path || !letter || !mode || !uid || !gid || !size || !names || !inode || !target) {
    throw new Error('a listing that breaks off');
  }
  const kind = letter.toString();
  if (!isType(kind)) throw new Error(`a file of an unknown type: ${kind}`);
  return {
    entry: {
      path: path.length === 0 ? '.' : printable(path),
      type: TYPES[kind],
      mode: mode.toString(),
      uid: number(uid),
      gid: number(gid),
      size: kind === 'f' ? number(size) : null,
      sha256: null,
      target: kind === 'l' ? printable(target) : null,
      sameAs: null,
    },
    names: kind === 'd' ? 1 : number(names),
    inode: inode.toString(),
  };
}

/** `HASH  ./PATH`, as sha256sum prints it. */
const HASH_LENGTH = 64;
const BEFORE_PATH = '  ./'.length;

/**
 * A tree from its listing: for each path what LISTING_FORMAT asks for, and for each file a line of `sha256sum -z`.
 * Null when a file has no hash: it went away while it was read.
 * @throws Error when it is no such listing
 */
export function parseTree(listing: Buffer): Tree | null {
  const fields = fieldsOf(listing);
  const found: Listed[] = [];
  const hashes = new Map<string, string>();
  for (let at = 0; at < fields.length; ) {
    const field = fields[at] ?? Buffer.alloc(0);
    if (field.toString() === MARK) {
      found.push(listed(fields.slice(at + 1, at + 1 + FIELDS)));
      at += 1 + FIELDS;
    } else {
      const hash = field.subarray(0, HASH_LENGTH).toString();
      if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error('not the hash of a file');
      hashes.set(printable(field.subarray(HASH_LENGTH + BEFORE_PATH)), hash);
      at += 1;
    }
  }
  found.sort((one, other) => byText(one.entry.path, other.entry.path));
  const firsts = new Map<string, string>();
  const tree: TreeEntry[] = [];
  for (const { entry, names, inode } of found) {
    const { path, type } = entry;
    const sha256 = type === 'file' ? hashes.get(path) : null;
    if (sha256 === undefined) return null;
    const sameAs = names > 1 ? (firsts.get(inode) ?? null) : null;
    if (names > 1 && sameAs === null) firsts.set(inode, path);
    tree.push({ ...entry, sha256, sameAs });
  }
  return tree;
}

const TYPE_WORDS: Record<TreeEntry['type'], string> = {
  file: 'a file',
  directory: 'a directory',
  link: 'a symbolic link',
  fifo: 'a named pipe',
  socket: 'a socket',
  'block device': 'a block device',
  'character device': 'a character device',
};

/** Enough of a hash to tell two apart by eye. */
const SHOWN_HASH = 12;

function contentDiffers(
  expected: TreeEntry,
  found: TreeEntry,
): { expected: string; found: string } | null {
  if (expected.sha256 === null || found.sha256 === null) return null;
  if (expected.sha256 === found.sha256) return null;
  const bySize = expected.size !== found.size;
  const words = ({ size, sha256 }: TreeEntry): string =>
    bySize ? `${size} bytes` : `${size} bytes with SHA-256 ${sha256?.slice(0, SHOWN_HASH)}…`;
  return { expected: words(expected), found: words(found) };
}

const linkWords = ({ sameAs }: TreeEntry): string =>
  sameAs === null ? 'a file of its own' : `the same file as ${sameAs} (a hard link)`;

function differencesOf(expected: TreeEntry, found: TreeEntry): Difference[] {
  const { path } = expected;
  if (expected.type !== found.type) {
    return [
      { path, what: 'type', expected: TYPE_WORDS[expected.type], found: TYPE_WORDS[found.type] },
    ];
  }
  const all: Difference[] = [];
  if (expected.target !== found.target) {
    const words = ({ target }: TreeEntry): string => `a link to ${target}`;
    all.push({ path, what: 'target', expected: words(expected), found: words(found) });
  }
  const content = contentDiffers(expected, found);
  if (content !== null) all.push({ path, what: 'content', ...content });
  if (expected.sameAs !== found.sameAs) {
    all.push({ path, what: 'links', expected: linkWords(expected), found: linkWords(found) });
  }
  if (expected.uid !== found.uid || expected.gid !== found.gid) {
    const words = ({ uid, gid }: TreeEntry): string => `owner ${uid}:${gid}`;
    all.push({ path, what: 'owner', expected: words(expected), found: words(found) });
  }
  // The mode of a symbolic link means nothing.
  if (expected.mode !== found.mode && expected.type !== 'link') {
    const words = ({ mode }: TreeEntry): string => `mode ${mode}`;
    all.push({ path, what: 'mode', expected: words(expected), found: words(found) });
  }
  return all;
}

/** Where `found` is not as `expected`: the gravest kind first, and within a kind by path. Empty when they are equal. */
export function differences(expected: Tree, found: Tree): Difference[] {
  const other = new Map(found.map((entry) => [entry.path, entry]));
  const wanted = new Set(expected.map(({ path }) => path));
  const all = expected.flatMap((entry): Difference[] => {
    const { path, type } = entry;
    const same = other.get(path);
    return same === undefined
      ? [{ path, what: 'missing', expected: TYPE_WORDS[type], found: 'nothing' }]
      : differencesOf(entry, same);
  });
  for (const { path, type } of found) {
    if (wanted.has(path)) continue;
    all.push({ path, what: 'extra', expected: 'nothing', found: TYPE_WORDS[type] });
  }
  return all.sort(
    (one, another) =>
      ASPECTS.indexOf(one.what) - ASPECTS.indexOf(another.what) || byText(one.path, another.path),
  );
}

/** What a path has, rather than is. */
const HAS: readonly Difference['what'][] = ['owner', 'mode', 'content'];

const place = (path: string): string => (path === '.' ? 'The top directory' : path);

/** A difference in two sentences for a verdict; `as` and `where` name the tree that counts and the one looked at. */
export function inWords(
  { path, what, expected, found }: Difference,
  as: string,
  where: string,
): { expected: string; found: string } {
  if (what === 'missing') {
    return { expected: `${path}: ${expected}, as in ${as}.`, found: `It isn't in ${where}.` };
  }
  if (what === 'extra') {
    return { expected: `No ${path}, as in ${as}.`, found: `There is one in ${where}: ${found}.` };
  }
  return HAS.includes(what)
    ? {
        expected: `${place(path)} with ${expected}, as in ${as}.`,
        found: `In ${where} it has ${found}.`,
      }
    : {
        expected: `${place(path)}: ${expected}, as in ${as}.`,
        found: `In ${where} it is ${found}.`,
      };
}
