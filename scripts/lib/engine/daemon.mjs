/** Starting this machine's Docker Engine, and waiting until it answers. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readText } from '../machine/os.mjs';
import { say } from '../output.mjs';
import { findProgram, lastLines, run, runOrFail } from '../run.mjs';
import { SYSTEM_SOCKET } from './endpoint.mjs';
import { removeStalePidFiles } from './pidfile.mjs';
import { probe } from './probe.mjs';

/** Where a dockerd that we start ourselves writes. */
export const DAEMON_LOG = '/var/log/holdfast-dockerd.log';

/** A first start has to make its networks and storage; 60 s is what Docker's own service unit allows and more. */
const ANSWER_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 300;

/**
 * @typedef {import('./probe.mjs').Answering} Answering
 * @typedef {{ answering: Answering, stop: () => Promise<void> }} Started
 */

/**
 * @param {AbortSignal} [givenUp]
 * @returns {Promise<Answering | null>} null when it did not answer in time
 */
export async function waitForEngine(givenUp) {
  const deadline = Date.now() + ANSWER_WITHIN_MS;
  while (Date.now() < deadline && !givenUp?.aborted) {
    const found = await probe({ kind: 'unix', path: SYSTEM_SOCKET });
    if (found.state === 'answers') return found;
    await sleep(ASK_EVERY_MS);
  }
  return null;
}

/**
 * Starts the installed engine: as a service where systemd runs, else directly and detached.
 * @param {import('../machine/os.mjs').Machine} machine
 * @returns {Promise<Started>}
 * @throws {Error} with the end of its log when it does not come up
 */
export async function startEngine(machine) {
  return machine.systemd ? startService() : startDirectly();
}

/** @returns {Promise<Started>} */
async function startService() {
  say('Starting the Docker Engine (systemctl start docker).');
  await runOrFail('systemctl', ['start', 'docker']);
  const answering = await waitForEngine();
  if (!answering) throw new Error('The Docker service is started but does not answer.');
  return { answering, stop: async () => void (await run('systemctl', ['stop', 'docker'])) };
}

/** @returns {Promise<Started>} */
async function startDirectly() {
  const program = findProgram('dockerd');
  if (!program) throw new Error('dockerd is not installed');
  removeStalePidFiles();
  await mountControlGroups();
  say(`Starting the Docker Engine; its log is ${DAEMON_LOG}.`);
  mkdirSync('/var/log', { recursive: true });
  const log = openSync(DAEMON_LOG, 'a');
  const child = spawn(program, [], { detached: true, stdio: ['ignore', log, log], cwd: '/' });
  closeSync(log);
  child.unref();
  const ended = new AbortController();
  child.on('error', () => ended.abort());
  child.on('exit', () => ended.abort());
  const answering = await waitForEngine(ended.signal);
  if (!answering) {
    throw new Error(
      `The Docker Engine did not come up. The end of ${DAEMON_LOG}:\n${lastLines(readText(DAEMON_LOG) ?? '', 15)}`,
    );
  }
  return {
    answering,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.ref();
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** A machine without an init system may have no control groups mounted, and dockerd needs them. */
async function mountControlGroups() {
  if (/^\S+ \/sys\/fs\/cgroup/m.test(readText('/proc/mounts') ?? '')) return;
  await run('mount', ['-t', 'cgroup2', 'cgroup2', '/sys/fs/cgroup']);
}
