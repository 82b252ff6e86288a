/** What to do about the engine, given what was found (pure). */

/**
 * @typedef {object} Situation
 * @property {import('./probe.mjs').Probe['state']} state
 * @property {boolean} dockerHostSet the operator named an engine: never look for or start another
 * @property {boolean} daemonInstalled a `dockerd` is on this machine
 * @property {boolean} daemonRunning a `dockerd` process exists
 * @property {import('../machine/os.mjs').Machine} machine
 */

/**
 * `use`: it answers. `wait`: a daemon runs but does not answer yet; it is left alone. `start`: installed, not
 * running. `install`: neither. `tell`: nothing we may do; `why` and `cure` are for the operator.
 * @typedef {{ action: 'use' | 'wait' | 'start' | 'install' } | { action: 'tell', why: string, cure: string }} Plan
 */

/**
 * @param {Situation} situation
 * @returns {Plan}
 */
export function planEngine({ state, dockerHostSet, daemonInstalled, daemonRunning, machine }) {
  if (state === 'answers') return { action: 'use' };
  if (state === 'unknown') {
    return tell(
      'DOCKER_HOST names an address of a kind that Holdfast cannot use.',
      'Point DOCKER_HOST at a socket (unix:///var/run/docker.sock), or unset it.',
    );
  }
  if (dockerHostSet) {
    return tell(
      'The engine that DOCKER_HOST names does not answer.',
      'Start it, correct DOCKER_HOST, or unset it to use the engine of this machine.',
    );
  }
  if (state === 'forbidden') {
    return tell(
      'A Docker Engine is there, but you may not use its socket.',
      'Run: sudo usermod -aG docker "$USER", then log out and in again.',
    );
  }
  if (daemonRunning) return { action: 'wait' };
  if (machine.platform !== 'linux') {
    return tell(
      'No Docker Engine answers.',
      'Start Docker Desktop, or another engine, and leave it running.',
    );
  }
  if (!machine.mayChange) {
    return tell(
      'No Docker Engine answers, and HOLDFAST_INSTALL=no forbids installing or starting one.',
      daemonInstalled
        ? startCommand(machine)
        : 'Install Docker Engine: https://docs.docker.com/engine/install/',
    );
  }
  if (!machine.root) {
    return tell(
      'No Docker Engine answers, and only root can install or start one.',
      daemonInstalled
        ? `Run: sudo ${startCommand(machine).replace(/^Run: /, '')}`
        : machine.debian
          ? 'Run: sudo apt-get install docker.io, and: sudo usermod -aG docker "$USER", then log in again.'
          : 'Install Docker Engine: https://docs.docker.com/engine/install/',
    );
  }
  if (daemonInstalled) return { action: 'start' };
  if (machine.debian) return { action: 'install' };
  return tell(
    `No Docker Engine answers, and Holdfast does not know how to install one on ${machine.name}.`,
    'Install Docker Engine: https://docs.docker.com/engine/install/',
  );
}

/**
 * @param {string} why
 * @param {string} cure
 * @returns {Plan}
 */
function tell(why, cure) {
  return { action: 'tell', why, cure };
}

/** @param {{ systemd: boolean }} machine */
function startCommand(machine) {
  return machine.systemd ? 'Run: systemctl start docker' : 'Run: dockerd &';
}
