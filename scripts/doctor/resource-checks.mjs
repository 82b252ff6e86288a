import { formatBytes } from '../lib/output.mjs';

/** @typedef {import('./checks.mjs').Check} Check */

const GB = 1e9;
/** All images with what building them takes for a while, and some labs. */
const ENGINE_DISK = { fail: 4 * GB, warn: 10 * GB };
/** The database and its log. */
const DATA_DISK = { fail: 0.05 * GB, warn: 0.5 * GB };
/** One lab with a database and a build beside the engine and the server; a few such labs. */
const MEMORY = { fail: 1 * GB, warn: 3 * GB };

/**
 * @param {number} bytes
 * @param {{ fail: number, warn: number }} limits
 * @returns {'ok' | 'warn' | 'fail'}
 */
function levelOf(bytes, { fail, warn }) {
  if (bytes < fail) return 'fail';
  return bytes < warn ? 'warn' : 'ok';
}

/** @type {Check} */
function engineDisk({ disk: { engineFree }, engine }) {
  if (engineFree === null) return null;
  const level = levelOf(engineFree, ENGINE_DISK);
  const where = engine.info?.rootDir ?? 'the engine’s folder';
  const finding = {
    level,
    name: 'disk for labs',
    found: `${formatBytes(engineFree)} free at ${where}`,
  };
  if (level === 'ok') return finding;
  return {
    ...finding,
    cure: `Free some space: ${formatBytes(ENGINE_DISK.warn)} is enough to begin with. npm run clean removes what labs have left.`,
  };
}

/** @type {Check} */
function dataDisk({ disk: { dataFree, dataDir } }) {
  if (dataFree === null) return null;
  const level = levelOf(dataFree, DATA_DISK);
  const finding = {
    level,
    name: 'disk for data',
    found: `${formatBytes(dataFree)} free for ${dataDir}`,
  };
  if (level === 'ok') return finding;
  return { ...finding, cure: 'Free some space, or put the data elsewhere: HOLDFAST_DATA=/path' };
}

/** @type {Check} */
function memory({ memory: { total, free } }) {
  const level = levelOf(free, MEMORY);
  const finding = {
    level,
    name: 'memory',
    found: `${formatBytes(free)} of ${formatBytes(total)} available`,
  };
  if (level === 'ok') return finding;
  return {
    ...finding,
    cure: 'Close other programs. A lab takes about 40 MB by itself, a database in it as much again.',
  };
}

/** @type {Check} */
function port({ port: { host, port: number, error } }) {
  const name = 'port';
  if (error === null) return { level: 'ok', name, found: `${number} on ${host} is free` };
  if (error === 'EADDRINUSE') {
    return {
      level: 'warn',
      name,
      found: `${number} on ${host} is in use: by Holdfast, if it is running`,
      cure: 'If it is another program: PORT=3001 npm start',
    };
  }
  return {
    level: 'fail',
    name,
    found: `${number} on ${host} cannot be had (${error})`,
    cure: 'Choose others: PORT=3001 HOST=127.0.0.1 npm start',
  };
}

/** @type {readonly Check[]} */
export const resourceChecks = [engineDisk, dataDisk, memory, port];
