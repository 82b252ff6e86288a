/** What setup.sh makes. */
import type { Tree, TreeEntry } from '../../server/grading/contract.ts';

type Owner = readonly [uid: number, gid: number];
const ROOT: Owner = [0, 0];
const STUDIO: Owner = [1000, 1000];
const WEB: Owner = [33, 33];

const directory = (path: string, mode: string, [uid, gid]: Owner): TreeEntry => ({
  path,
  type: 'directory',
  mode,
  uid,
  gid,
  size: null,
  sha256: null,
  target: null,
  sameAs: null,
});
const file = (
  path: string,
  mode: string,
  owner: Owner,
  size: number,
  sha256: string,
): TreeEntry => ({ ...directory(path, mode, owner), type: 'file', size, sha256 });

/** The label that the studio gives to what must not be removed. */
export const KEEP = { key: 'keep', value: 'yes' };

const contracts: Tree = [
  directory('.', '750', STUDIO),
  file(
    '2024.txt',
    '640',
    STUDIO,
    25,
    '5046035437b185bdccfb63e0b3bc85c0564cff41430541c24b3446f79faf2a0a',
  ),
  file(
    '2025.txt',
    '640',
    STUDIO,
    33,
    'a1c22fe04680da75ae8e744d3c7d6f822496b5e9f116de010909c93b9b07e46f',
  ),
];

const negatives: Tree = [
  directory('.', '755', ROOT),
  file(
    'film-1.raw',
    '644',
    ROOT,
    7,
    'd89f74423897faa05739cefb3b5048f4591bf5e3c715a3c11636435504fb77b7',
  ),
  file(
    'film-2.raw',
    '644',
    ROOT,
    7,
    'cafddb048c6e339a03ec4f743daa69585e43271e9047c593318537d7ce2b0816',
  ),
];

const uploads: Tree = [
  directory('.', '755', STUDIO),
  file(
    '17.jpg',
    '644',
    STUDIO,
    11,
    '067193e60f50732fa9feafba31059b4b5ead8bb35e4d7e8e5087e1b197426532',
  ),
];

const invoices: Tree = [
  directory('.', '700', WEB),
  file('.next', '600', WEB, 9, 'cb9603567ffe89a8bad380d641b70cfc0424fb2edd1b8c04f44b2a687915c2e3'),
  file(
    '2025-001.txt',
    '644',
    WEB,
    19,
    '700ed818262471ff11c89a2c69099b52a56179a42d9a8e90aeaa0ef40589d947',
  ),
  file(
    '2025-002.txt',
    '644',
    WEB,
    15,
    '08ccbc8ab1ddf908c4daac750a9bad6879b2c39cdbbca7485e313fa973a09dc4',
  ),
];

const portfolio: Tree = [
  directory('.', '755', STUDIO),
  file(
    'index.html',
    '644',
    STUDIO,
    27,
    '3fa365bafa5bac8eabf65a6fb263b9ae2201547584bfa70f60e269159c35c181',
  ),
  directory('weddings', '755', STUDIO),
  file(
    'weddings/1.jpg',
    '644',
    STUDIO,
    10,
    'd3a1c5524ab2e96e49cf6a6e0c8ec65567281c7793d6870bcc9e13d8a3556e68',
  ),
];

const jobs: Tree = [
  directory('.', '755', ROOT),
  file(
    'queue.txt',
    '644',
    ROOT,
    19,
    '85f2c7b5139235fe2e3e059a9440233e67c69d1d4a94b12f745d18695574e794',
  ),
];

/** Volumes that the learner is to label, and a file that only each of them has. */
export const TO_LABEL = [
  { name: 'invoices', tree: invoices, mark: '2025-002.txt' },
  { name: 'portfolio', tree: portfolio, mark: 'weddings' },
];

/** Every volume that is to be kept by its label. */
export const KEPT: ReadonlyMap<string, Tree> = new Map([
  ['contracts', contracts],
  ['negatives', negatives],
  ['uploads', uploads],
  ['invoices', invoices],
  ['portfolio', portfolio],
]);

/** The kept one that a container runs on. */
export const IN_USE = { name: 'uploads', container: 'site' };
/** A volume without a label, of a container that has ended. */
export const STOPPED = { name: 'jobs', container: 'printer', tree: jobs };

const ANONYMOUS = 'c3a90f5e17b2d846f0e95a7c31d8b24690fe7ad5c81b3e2f4097d6a5b8e1c274';

/** What can go, and how many MB it has. */
export const TO_FREE = [
  { name: 'previews', megabytes: 60, labelled: true, anonymous: false },
  { name: 'render-cache', megabytes: 50, labelled: false, anonymous: false },
  { name: ANONYMOUS, megabytes: 40, labelled: false, anonymous: true },
  { name: 'old-site', megabytes: 2, labelled: true, anonymous: false },
];
/** Less than that is there without one of the three large ones. */
export const ASKED_MEGABYTES = 140;
