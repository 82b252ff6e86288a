/** Finds an engine or, where we may, installs and starts one. A running engine is never touched. */
import { messageOf, say } from '../output.mjs';
import { findProgram } from '../run.mjs';
import { startEngine, waitForEngine } from './daemon.mjs';
import { describeEndpoint } from './endpoint.mjs';
import { isRunning } from './pidfile.mjs';
import { planEngine } from './plan.mjs';
import { findEngine } from './probe.mjs';

const ENGINE_PACKAGES = ['docker.io', 'iptables', 'ca-certificates'];
/**
 * For building the labs' base system where no registry can be reached. The server installs these itself when it
 * needs them; installed along with the engine they cost one run of apt less.
 */
const BASE_SYSTEM_PACKAGES = ['debootstrap', 'debian-archive-keyring'];

/**
 * @typedef {object} Ensured
 * @property {import('./probe.mjs').Answering | null} engine null: none, and the console says why
 * @property {(() => Promise<void>) | null} stop ends the engine, when it was started here
 */

/**
 * @param {import('../machine/os.mjs').Machine} machine
 * @param {import('../machine/apt.mjs').Apt} apt
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Ensured>}
 */
export async function ensureEngine(machine, apt, env = process.env) {
  try {
    return await tryToEnsure(machine, apt, env);
  } catch (error) {
    return without(messageOf(error), 'npm run doctor tells more.');
  }
}

/**
 * @param {import('../machine/os.mjs').Machine} machine
 * @param {import('../machine/apt.mjs').Apt} apt
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Ensured>}
 */
async function tryToEnsure(machine, apt, env) {
  const found = await findEngine(env);
  if (found.state === 'answers') {
    say(`Using the Docker Engine ${found.version} at ${describeEndpoint(found.endpoint)}.`);
    return { engine: found, stop: null };
  }
  const plan = planEngine({
    state: found.state,
    dockerHostSet: Boolean(env.DOCKER_HOST),
    daemonInstalled: findProgram('dockerd', env) !== null,
    daemonRunning: isRunning('dockerd'),
    machine,
  });
  if (plan.action === 'tell') return without(plan.why, plan.cure);
  if (plan.action === 'wait') return waitForOther();
  if (plan.action === 'install') {
    await apt.install(
      [...ENGINE_PACKAGES, ...BASE_SYSTEM_PACKAGES],
      'Labs need a Docker Engine and this machine has none: installing the one of its own distribution ' +
        '(HOLDFAST_INSTALL=no forbids it).',
    );
    // Where an init system other than systemd starts services, the package has just started it.
    if (!machine.systemd && isRunning('dockerd')) return waitForOther();
  }
  const { answering, stop } = await startEngine(machine);
  say(`The Docker Engine ${answering.version} is running.`);
  return { engine: answering, stop };
}

/** @returns {Promise<Ensured>} */
async function waitForOther() {
  say('A Docker Engine is running but does not answer yet; waiting for it.');
  const engine = await waitForEngine();
  if (engine) return { engine, stop: null };
  return without(
    'The Docker Engine that runs on this machine does not answer.',
    'Look at its log and restart it; Holdfast does not touch a running engine.',
  );
}

/**
 * @param {string} why
 * @param {string} cure
 * @returns {Ensured}
 */
function without(why, cure) {
  say(`No labs for now: ${why}\n  ${cure}`);
  return { engine: null, stop: null };
}
