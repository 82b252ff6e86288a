/** What setup.sh makes, as far as the checks ask. */
import type { Tree, TreeEntry } from '../../server/grading/contract.ts';

/** The orphan with the bookings that are wanted. */
export const WANTED = '4f1d8b62a97e03c5d48fb61207ac93e5586d20f7b1ce94a3720d5e8fc6913b2d';
/** The number of its last booking. */
export const LAST = 309;

/** What a booking list in another orphan is, by the volume that has it. */
export const OTHER_LISTS: ReadonlyMap<string, string> = new Map([
  [
    'b7c90ae1d3f24856907ce52b81fd34a60e9d7713c8f25ab490e6d21c5b38f07a',
    'its bookings.csv ends with number 214: an earlier container of the desk, from summer, left it behind.',
  ],
  [
    '0e63f9a4c7d18b52096ae4d3f17b85c0d29e6a4871fb03c5e8d492b06a7f51cd',
    'its bookings.csv has no booking at all. It is the newest, made for the container of last night, which began with nothing.',
  ],
]);

/** The orphans that setup.sh makes. */
export const ORPHANS: readonly string[] = [
  WANTED,
  ...OTHER_LISTS.keys(),
  'f30b75d92ec648a1b7e0d4f3896c1a52e74d0b9f68c32a517de08f46b91c5e3a',
  '92d4e1f07b6a38c5e29f40d781b3c6a5904ed2f71c8b56a3d0e7f924b85a1c60',
];

/** Hash of the list that ends with number 214. */
export const EARLIER_LIST = '16c0f4dcd7b851113edc317c5e29f6a2012ac8bd11108b3fdca6c0d343d96da7';

/** A volume with a name that nobody uses at the moment, and a file in it. */
export const UNUSED = { volume: 'accounts', file: 'year.csv' };

/** Containers with an anonymous volume each, and a file in it. */
export const USERS = [
  { container: 'portal', file: 'index.html' },
  { container: 'year-end', file: 'closing-2024.csv' },
];

type Owner = readonly [uid: number, gid: number];
const ROOT: Owner = [0, 0];
const DESK: Owner = [1000, 1000];
const STAFF: Owner = [1000, 50];
const WEB: Owner = [33, 33];

const plain = (path: string, mode: string, [uid, gid]: Owner): Omit<TreeEntry, 'type'> => ({
  path,
  mode,
  uid,
  gid,
  size: null,
  sha256: null,
  target: null,
  sameAs: null,
});
const directory = (path: string, mode: string, owner: Owner): TreeEntry => ({
  ...plain(path, mode, owner),
  type: 'directory',
});
const file = (
  path: string,
  mode: string,
  owner: Owner,
  size: number,
  sha256: string,
): TreeEntry => ({ ...plain(path, mode, owner), type: 'file', size, sha256 });

/** The wanted orphan. */
export const ORIGINAL: Tree = [
  directory('.', '750', DESK),
  file('.pin', '600', DESK, 5, '3fd677d4be4e8087f2c77982e1259697537b21968f127f3ad13277108fad1383'),
  directory('.sent', '700', DESK),
  file(
    '.sent/log.txt',
    '644',
    DESK,
    36,
    'fa6a8230bdbb64a37106710499d72ff4ffd0144f98c588ff301848c7e6562946',
  ),
  file(
    'bookings.csv',
    '640',
    DESK,
    4879,
    '209b3d38cb372eb87e5e38b1537df25ca738e5588b2f02f39ee62c4718b521c8',
  ),
  directory('guests', '2770', STAFF),
  file(
    'guests/309.txt',
    '640',
    STAFF,
    42,
    'ff369f3400ea0427a4cb1eac33ecef5cfae0b930b721555ea4414010c51600ef',
  ),
  { ...plain('latest', '777', ROOT), type: 'link', target: 'guests/309.txt' },
  directory('uploads', '755', WEB),
  file(
    'uploads/309.scan',
    '644',
    WEB,
    35,
    '8d72b6809a9f1c6abceb83842c91e5e88fec29c5842938a68250aea8d9114119',
  ),
];
