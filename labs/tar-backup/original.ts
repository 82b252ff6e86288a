/** What setup.sh makes, path by path. */
import type { Tree, TreeEntry } from '../../server/grading/contract.ts';

export const VOLUME = 'books';
export const RESTORED = 'books-restored';
export const CLERK = 'clerk';
/** Where the clerk writes: one entry is a line in each. */
export const LEDGER = ['ledger/entries.csv', 'ledger/totals.csv'] as const;

type Owner = readonly [uid: number, gid: number];
const ROOT: Owner = [0, 0];
const CLERK_USER: Owner = [1000, 1000];
const CLERK_STAFF: Owner = [1000, 50];

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
const link = (path: string, target: string): TreeEntry => ({
  ...plain(path, '777', ROOT),
  type: 'link',
  target,
});
const file = (
  path: string,
  mode: string,
  owner: Owner,
  size: number,
  sha256: string,
): TreeEntry => ({
  ...plain(path, mode, owner),
  type: 'file',
  size,
  sha256,
});
/** A file whose content is somebody's work in progress: it isn't compared. */
const written = (path: string): TreeEntry => ({ ...plain(path, '644', CLERK_USER), type: 'file' });

const ORDERS = '863aa48a8cc1f8d9c24a25301d3121492a2d2370c9c8d908373ff00bfd4472ca';

/** The volume books. The content of the ledger is the clerk's; `ledger.ts` looks after it. */
export const ORIGINAL: Tree = [
  directory('.', '750', CLERK_USER),
  file(
    '.access',
    '600',
    [33, 33],
    57,
    '0572eb9ba32085da6c0dab42c2c2f05a266b61a5e5b577c307a965e536650e29',
  ),
  directory('.settings', '700', CLERK_USER),
  file(
    '.settings/printer.conf',
    '644',
    CLERK_USER,
    16,
    '2bf0ded445fec05cc44ad34a12297a18190673d33ef39890e4ab15a31394a918',
  ),
  file(
    'README.txt',
    '644',
    ROOT,
    83,
    '39d7f32c4513889042047ca5a67527780885d5233cebe65822b583716024db3f',
  ),
  directory('inbox', '1733', CLERK_STAFF),
  link('latest', 'receipts/third quarter.scan'),
  directory('ledger', '755', CLERK_USER),
  ...LEDGER.map(written),
  link('logo', '/usr/share/shop/logo.svg'),
  file('orders.txt', '644', CLERK_USER, 27, ORDERS),
  directory('receipts', '2770', CLERK_STAFF),
  file(
    'receipts/first quarter.scan',
    '640',
    CLERK_STAFF,
    2_000_000,
    '072f224b73b5e4a7acb15812f24199189e7e285dd45d581542e9bed8eebcbf2c',
  ),
  { ...file('receipts/orders.txt', '644', CLERK_USER, 27, ORDERS), sameAs: 'orders.txt' },
  file(
    'receipts/second quarter.scan',
    '640',
    CLERK_STAFF,
    2_000_000,
    '2ceb49a8515600266ca7cbde82a58759e11363325e0fe33e79a2c0381e178338',
  ),
  file(
    'receipts/third quarter.scan',
    '640',
    CLERK_STAFF,
    2_000_000,
    'f62e6455f7a5ded1d8c04f1954e99fa78c40f816060bf9167ec06aeed754e588',
  ),
];

/** The paths in books-restored, as somebody left it. */
export const LEFT_BEHIND = [
  '.',
  '.restore-log',
  '.settings',
  '.settings/printer.conf',
  'source',
  'source/ledger',
  'source/ledger/entries.csv',
];
