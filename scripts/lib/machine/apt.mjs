/** Debian packages. Callers ask one after another as they please: apt itself runs once at a time. */
import { say, step } from '../output.mjs';
import { runOrFail } from '../run.mjs';

/**
 * @typedef {object} Apt
 * @property {(packages: readonly string[], why: string) => Promise<void>} install says so, then installs
 */

/** @returns {Apt} */
export function createApt() {
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();
  let isUpdated = false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_SUSPEND: '1' };

  /** @param {readonly string[]} packages */
  async function installNow(packages) {
    if (!isUpdated) {
      await runOrFail('apt-get', ['-q', 'update'], { env });
      isUpdated = true;
    }
    // Waits for another apt (unattended upgrades on a fresh cloud machine) instead of failing at once.
    await runOrFail(
      'apt-get',
      [
        ...['-q', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'],
        ...['install', ...packages],
      ],
      { env },
    );
  }

  return {
    install(packages, why) {
      const mine = last
        .catch(() => {})
        .then(() => {
          say(why);
          return step(`Installing Debian packages: ${packages.join(' ')}`, () =>
            installNow(packages),
          );
        });
      last = mine;
      return mine;
    },
  };
}
