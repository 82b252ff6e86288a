/**
 * Pid files that a machine kept when its processes did not survive. dockerd refuses to start when the pid in
 * its file belongs to *any* process, and waits for a containerd that is none; both happen after a machine was
 * frozen, copied or killed.
 */
import { readdirSync, readlinkSync, unlinkSync } from 'node:fs';
import { readText } from '../machine/os.mjs';
import { say } from '../output.mjs';

/** @type {readonly { path: string, program: string }[]} */
export const PID_FILES = [
  { path: '/var/run/docker.pid', program: 'dockerd' },
  { path: '/var/run/docker/containerd/containerd.pid', program: 'containerd' },
];

/**
 * A pid file is stale when its process is gone, or is another program.
 * @param {string} text the file's content
 * @param {string} program
 * @param {(pid: number) => string | null} commandOf name of the process with that pid, null when there is none
 */
export function isStale(text, program, commandOf) {
  const pid = Number(text.trim());
  return !Number.isInteger(pid) || pid <= 0 || commandOf(pid) !== program;
}

/**
 * The name of a process from the content of /proc/PID/stat; null for one that has ended and only waits to be
 * collected, as happens where nothing collects orphans.
 * @param {string} stat `PID (NAME) STATE …`; a name may contain anything, parentheses too
 * @returns {string | null}
 */
export function commandOfStat(stat) {
  const match = /^\d+ \((.*)\) (\S)/s.exec(stat);
  return match?.[1] === undefined || match[2] === 'Z' || match[2] === 'X' ? null : match[1];
}

/**
 * @param {number} pid
 * @returns {string | null}
 */
function commandOf(pid) {
  const stat = readText(`/proc/${pid}/stat`);
  return stat === null ? null : commandOfStat(stat);
}

/** Removes the stale ones and says so. Only to be called when no dockerd runs. */
export function removeStalePidFiles() {
  for (const { path, program } of PID_FILES) {
    const text = readText(path);
    if (text === null || !isStale(text, program, commandOf)) continue;
    unlinkSync(path);
    say(`Removed ${path}: it named a process that is no ${program} (any more).`);
  }
}

/**
 * Whether a program of that name runs on this machine itself. Engines inside labs, and inside other
 * containers, are in pid namespaces of their own and do not count.
 * @param {string} program
 */
export function isRunning(program) {
  try {
    return readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry) && commandOf(Number(entry)) === program)
      .some((pid) => isInOurNamespace(pid));
  } catch {
    return false;
  }
}

/** @param {string} pid */
function isInOurNamespace(pid) {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`) === readlinkSync('/proc/self/ns/pid');
  } catch (error) {
    // Another user's process: a plain user cannot tell, and takes it for the machine's.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EACCES';
  }
}
