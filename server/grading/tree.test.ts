import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  differences,
  inWords,
  LISTING_FORMAT,
  parseTree,
  printable,
  type TreeEntry,
} from './tree.ts';

const HASH = 'ab'.repeat(32);

const file = (path: string, changes: Partial<TreeEntry> = {}): TreeEntry => ({
  path,
  type: 'file',
  mode: '644',
  uid: 0,
  gid: 0,
  size: 3,
  sha256: HASH,
  target: null,
  sameAs: null,
  ...changes,
});
const directory = (path: string, changes: Partial<TreeEntry> = {}): TreeEntry =>
  file(path, { type: 'directory', mode: '755', size: null, sha256: null, ...changes });
const link = (path: string, target: string): TreeEntry =>
  file(path, { type: 'link', mode: '777', size: null, sha256: null, target });

/** What `find` prints for one path when it is asked for LISTING_FORMAT. */
function listed(values: Record<string, string | Buffer>): Buffer {
  const fields = LISTING_FORMAT.split('\\0')
    .slice(0, -1)
    .map((field) => {
      const words = field.replace(/%[A-Za-z]/g, (code) =>
        code === '%P' ? '%P' : String(values[code] ?? ''),
      );
      return words === '%P' ? Buffer.from(values['%P'] ?? '') : Buffer.from(words);
    });
  return Buffer.concat(fields.flatMap((field) => [field, Buffer.of(0)]));
}
const path = (name: string | Buffer, values: Record<string, string> = {}): Buffer =>
  listed({
    ...{ '%P': name, '%y': 'f', '%m': '644', '%U': '0', '%G': '0' },
    ...{ '%s': '3', '%n': '1', '%D': '9', '%i': '7', '%l': '', ...values },
  });
const hashed = (name: string | Buffer, hash = HASH): Buffer =>
  Buffer.concat([Buffer.from(`${hash}  ./`), Buffer.from(name), Buffer.of(0)]);

/** A name that a file can have: any bytes but the slash and zero. */
const name = fc
  .uint8Array({ minLength: 1, maxLength: 20 })
  .map((bytes) => Buffer.from(bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0x20 : byte))));

/** The bytes that `printable` was given. */
const unprinted = (text: string): Buffer =>
  Buffer.concat(
    [...text.matchAll(/\\x([0-9a-f]{2})|[^\\]/gu)].map(([all, code]) =>
      code === undefined ? Buffer.from(all) : Buffer.of(Number.parseInt(code, 16)),
    ),
  );

describe('printable', () => {
  it.each([
    ['opening hours.txt', Buffer.from('opening hours.txt')],
    ['grüße ✓', Buffer.from('grüße ✓')],
    ['two\\x0alines\\x09', Buffer.from('two\nlines\t')],
    ['back\\x5cslash', Buffer.from('back\\slash')],
    ['a\\xff\\xe9', Buffer.from([0x61, 0xff, 0xe9])],
    ['\\xe2\\x80\\xaetxt', Buffer.from('\u202Etxt')],
  ])('gives %s', (text, bytes) => expect(printable(bytes)).toBe(text));

  it('loses nothing, and prints nothing that changes what stands around it', () => {
    fc.assert(
      fc.property(name, (bytes) => {
        const text = printable(bytes);
        expect(unprinted(text)).toEqual(bytes);
        expect(text).not.toMatch(/\p{C}/u);
      }),
    );
  });
});

describe('parseTree', () => {
  it('reads types, owners, targets and hashes, sorted by path', () => {
    const listing = Buffer.concat([
      path('', { '%y': 'd', '%m': '2775', '%U': '1000', '%G': '50', '%n': '4' }),
      path('z', { '%y': 'l', '%l': 'a b', '%m': '777' }),
      path('a b', { '%m': '600', '%s': '12' }),
      hashed('a b'),
    ]);
    expect(parseTree(listing)).toEqual([
      directory('.', { mode: '2775', uid: 1000, gid: 50 }),
      file('a b', { mode: '600', size: 12 }),
      link('z', 'a b'),
    ]);
  });

  it('names the first of several paths that are one file', () => {
    const same = { '%n': '2', '%i': '5' };
    const listing = [path('c', same), path('b', same), path('a', { '%n': '2', '%i': '6' })];
    const tree = parseTree(Buffer.concat([...listing, hashed('a'), hashed('b'), hashed('c')]));
    // `a` has its other name outside of the tree.
    expect(tree?.map((entry) => [entry.path, entry.sameAs])).toEqual([
      ['a', null],
      ['b', null],
      ['c', 'b'],
    ]);
  });

  it('takes a directory for one path, however many it holds', () => {
    const both = { '%y': 'd', '%n': '3', '%i': '5' };
    const tree = parseTree(Buffer.concat([path('', both), path('x', both)]));
    expect(tree?.map((entry) => entry.sameAs)).toEqual([null, null]);
  });

  it('reads any name, and keeps apart what differs', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { selector: (bytes) => bytes.toString('hex') }), (names) => {
        const tree = parseTree(
          Buffer.concat([...names.map((one) => path(one)), ...names.map((one) => hashed(one))]),
        );
        expect(tree?.map((entry) => entry.path)).toEqual(names.map(printable).sort());
        expect(tree?.every(({ sha256 }) => sha256 === HASH)).toBe(true);
      }),
    );
  });

  it('has no tree when a file went away before it was hashed', () => {
    expect(parseTree(Buffer.concat([path('a'), path('b'), hashed('a')]))).toBeNull();
  });

  it.each([
    ['breaks off in a path', path('a').subarray(0, -5)],
    ['breaks off between fields', path('a').subarray(0, 7)],
    ['has an owner that is no number', path('a', { '%U': 'root' })],
    ['has a type that nobody knows', path('a', { '%y': '?' })],
    ['has something else between', Buffer.from('no hash\0')],
  ])('refuses a listing that %s', (_what, listing) => {
    expect(() => parseTree(Buffer.concat([listing, hashed('a')]))).toThrow();
  });
});

const entry = fc
  .record({
    path: fc.stringMatching(/^[a-c]{1,2}$/),
    kind: fc.constantFrom('file', 'directory', 'link'),
    mode: fc.constantFrom('644', '755'),
    uid: fc.nat(1),
    size: fc.nat(1),
    hash: fc.constantFrom('0'.repeat(64), '1'.repeat(64)),
    target: fc.constantFrom('x', 'y'),
  })
  .map(({ path: at, kind, mode, uid, size, hash, target }) => {
    if (kind === 'directory') return directory(at, { mode, uid });
    if (kind === 'link') return { ...link(at, target), uid };
    return file(at, { mode, uid, size, sha256: hash });
  });
const tree = fc.uniqueArray(entry, { selector: ({ path: at }) => at, maxLength: 6 });

describe('differences', () => {
  it('finds none between a tree and itself, in whatever order', () => {
    fc.assert(
      fc.property(tree, (one) => {
        expect(differences(one, [...one].reverse())).toEqual([]);
      }),
    );
  });

  it('says the same from the other side', () => {
    const mirror = { missing: 'extra', extra: 'missing' } as Record<string, string>;
    const key = (items: string[]) => items.join('|');
    fc.assert(
      fc.property(tree, tree, (one, other) => {
        const there = differences(one, other).map((d) =>
          key([d.path, d.what, d.expected, d.found]),
        );
        const back = differences(other, one).map((d) =>
          key([d.path, mirror[d.what] ?? d.what, d.found, d.expected]),
        );
        expect(there.sort()).toEqual(back.sort());
      }),
    );
  });

  it('finds some exactly when a path, a type, a target, a content, an owner or a mode differs', () => {
    const told = (one: readonly TreeEntry[]) =>
      one
        .map(({ path: at, type, uid, mode, target, sha256 }) =>
          JSON.stringify([at, type, uid, type === 'link' ? '' : mode, target, sha256]),
        )
        .sort();
    fc.assert(
      fc.property(tree, tree, (one, other) => {
        const same = JSON.stringify(told(one)) === JSON.stringify(told(other));
        expect(differences(one, other).length === 0).toBe(same);
      }),
    );
  });

  it.each<[string, TreeEntry, TreeEntry, string, string, string]>([
    ['type', file('a'), directory('a'), 'type', 'a file', 'a directory'],
    ['target', link('a', 'x'), link('a', 'y'), 'target', 'a link to x', 'a link to y'],
    [
      'size',
      file('a'),
      file('a', { size: 4, sha256: '0'.repeat(64) }),
      'content',
      '3 bytes',
      '4 bytes',
    ],
    [
      'hash',
      file('a'),
      file('a', { sha256: '0'.repeat(64) }),
      'content',
      '3 bytes with SHA-256 abababababab…',
      '3 bytes with SHA-256 000000000000…',
    ],
    ['owner', file('a', { uid: 33, gid: 33 }), file('a'), 'owner', 'owner 33:33', 'owner 0:0'],
    ['group', file('a', { gid: 50 }), file('a'), 'owner', 'owner 0:50', 'owner 0:0'],
    ['mode', directory('a', { mode: '2775' }), directory('a'), 'mode', 'mode 2775', 'mode 755'],
    [
      'hard link',
      file('b', { sameAs: 'a' }),
      file('b'),
      'links',
      'the same file as a (a hard link)',
      'a file of its own',
    ],
  ])('tells another %s', (_name, one, other, what, expected, found) => {
    expect(differences([one], [other])).toEqual([{ path: one.path, what, expected, found }]);
  });

  it('tells the gravest first, and what is alike by path', () => {
    const expected = [directory('.', { mode: '750' }), file('b', { uid: 1 }), file('c'), file('a')];
    const found = [directory('.'), file('b'), file('x')];
    expect(differences(expected, found).map(({ path: at, what }) => `${at} ${what}`)).toEqual([
      'a missing',
      'c missing',
      'x extra',
      'b owner',
      '. mode',
    ]);
  });

  it("compares no contents where one side hasn't any, and no modes of links", () => {
    expect(differences([file('a', { size: null, sha256: null })], [file('a')])).toEqual([]);
    expect(differences([link('a', 'x')], [{ ...link('a', 'x'), mode: '755' }])).toEqual([]);
  });
});

describe('differences in words', () => {
  const say = (expected: TreeEntry[], found: TreeEntry[]) =>
    differences(expected, found).map((difference) => inWords(difference, 'books', 'the copy'));

  it.each<[string, TreeEntry[], TreeEntry[], string, string]>([
    ['a missing path', [file('a')], [], 'a: a file, as in books.', "It isn't in the copy."],
    ['one too many', [], [file('a')], 'No a, as in books.', 'There is one in the copy: a file.'],
    [
      'another owner of the top',
      [directory('.', { uid: 33 })],
      [directory('.')],
      'The top directory with owner 33:0, as in books.',
      'In the copy it has owner 0:0.',
    ],
    [
      'another type',
      [link('a', 'x')],
      [file('a')],
      'a: a symbolic link, as in books.',
      'In the copy it is a file.',
    ],
  ])('tells %s', (_name, one, other, expected, found) => {
    expect(say(one, other)).toEqual([{ expected, found }]);
  });
});
