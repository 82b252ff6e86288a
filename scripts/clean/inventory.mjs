/** Everything on an engine that is labelled ours, of every installation. */
import { ask, engineError, request } from '../lib/engine/client.mjs';

/**
 * @typedef {import('../lib/engine/endpoint.mjs').Endpoint} Endpoint
 * @typedef {'container' | 'network' | 'volume' | 'image'} Kind
 * @typedef {object} Item
 * @property {Kind} kind
 * @property {string} id by which the engine knows it; for an image of which only a name is ours, that name
 * @property {string} name for people
 * @property {string} detail for people: state, what it is for
 * @property {boolean} running
 * @property {number | null} bytes null where finding out would cost
 */

const PREFIX = 'org.holdfast';
/** How the names begin under which images are kept. */
const REPOSITORIES = 'holdfast/';
/** Adding up the volumes' sizes reads every file of them; beyond this the sizes are left out. */
const SIZES_MS = 10_000;

/**
 * @param {Record<string, string> | null | undefined} labels
 * @returns {boolean}
 */
export function isOurs(labels) {
  return Object.keys(labels ?? {}).some((key) => key === PREFIX || key.startsWith(`${PREFIX}.`));
}

/**
 * @param {any} listed what the engine's four lists say
 * @param {ReadonlyMap<string, number>} volumeSizes bytes by name
 * @returns {Item[]} in the order in which they can be removed
 */
export function toItems({ containers, networks, volumes, images }, volumeSizes) {
  const ours = (/** @type {any[] | null} */ list) =>
    (list ?? []).filter(({ Labels }) => isOurs(Labels));
  const role = (/** @type {any} */ { Labels }) => Labels[`${PREFIX}.role`] ?? '';
  return [
    ...ours(containers).map((each) => ({
      kind: /** @type {const} */ ('container'),
      id: each.Id,
      name: (each.Names?.[0] ?? each.Id.slice(0, 12)).replace(/^\//, ''),
      detail: [role(each), each.State].filter(Boolean).join(', '),
      running: each.State === 'running',
      bytes: null,
    })),
    ...ours(networks).map((each) => ({
      kind: /** @type {const} */ ('network'),
      id: each.Id,
      name: each.Name,
      detail: role(each),
      running: false,
      bytes: null,
    })),
    ...ours(volumes).map((each) => ({
      kind: /** @type {const} */ ('volume'),
      id: each.Name,
      name: each.Name,
      detail: role(each),
      running: false,
      bytes: volumeSizes.get(each.Name) ?? null,
    })),
    // Newest first: an image goes before the one it is made from.
    ...ours(images)
      .sort((a, b) => b.Created - a.Created)
      .map((each) => ({
        kind: /** @type {const} */ ('image'),
        id: each.Id,
        name: nameOfImage(each),
        detail: role(each),
        running: false,
        bytes: each.Size ?? null,
      })),
    // What was pulled or imported has no label of ours, but a name; under another it may be somebody's own.
    ...(images ?? [])
      .filter((/** @type {any} */ { Labels }) => !isOurs(Labels))
      .flatMap((/** @type {any} */ { RepoTags, Size }) =>
        (RepoTags ?? [])
          .filter((/** @type {string} */ tag) => tag.startsWith(REPOSITORIES))
          .map((/** @type {string} */ tag) => ({
            kind: /** @type {const} */ ('image'),
            id: tag,
            name: tag,
            detail: '',
            running: false,
            bytes: Size ?? null,
          })),
      ),
  ];
}

/** @param {any} image */
function nameOfImage({ Id, RepoTags }) {
  const tag = RepoTags?.[0];
  return tag && tag !== '<none>:<none>' ? tag : Id.replace('sha256:', '').slice(0, 12);
}

/**
 * @param {Endpoint} endpoint
 * @returns {Promise<Item[]>}
 */
export async function takeInventory(endpoint) {
  const [containers, networks, volumes, images] = await Promise.all([
    ask(endpoint, 'GET', '/containers/json?all=1'),
    ask(endpoint, 'GET', '/networks'),
    ask(endpoint, 'GET', '/volumes'),
    ask(endpoint, 'GET', '/images/json'),
  ]);
  const hasVolumes = (volumes.Volumes ?? []).some((/** @type {any} */ { Labels }) =>
    isOurs(Labels),
  );
  const sizes = hasVolumes ? await readVolumeSizes(endpoint) : new Map();
  return toItems({ containers, networks, volumes: volumes.Volumes, images }, sizes);
}

/**
 * @param {Endpoint} endpoint
 * @returns {Promise<Map<string, number>>}
 */
async function readVolumeSizes(endpoint) {
  try {
    const usage = await ask(endpoint, 'GET', '/system/df', { timeoutMs: SIZES_MS });
    return new Map(
      (usage.Volumes ?? []).flatMap((/** @type {any} */ { Name, UsageData }) =>
        UsageData?.Size >= 0 ? [[Name, UsageData.Size]] : [],
      ),
    );
  } catch {
    return new Map();
  }
}

const PATHS = {
  container: (/** @type {string} */ id) => `/containers/${id}?force=1&v=1`,
  network: (/** @type {string} */ id) => `/networks/${id}`,
  volume: (/** @type {string} */ id) => `/volumes/${encodeURIComponent(id)}?force=1`,
  image: (/** @type {string} */ id) => `/images/${encodeURIComponent(id)}?force=1`,
};

/** A container with much in it takes its time to delete. */
const REMOVAL_MS = 120_000;

/**
 * What is gone already counts as removed: removing an image takes unnamed ones below it along.
 * @param {Endpoint} endpoint
 * @param {Item} item
 * @throws {Error} with the engine's own message
 */
export async function removeItem(endpoint, { kind, id }) {
  const path = PATHS[kind](id);
  const answer = await request(endpoint, 'DELETE', path, { timeoutMs: REMOVAL_MS });
  if (answer.status >= 400 && answer.status !== 404) throw engineError(answer, path);
}
