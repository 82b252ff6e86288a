/** The browser of the end-to-end tests. */
import { canInstall } from './machine/os.mjs';
import { messageOf, say } from './output.mjs';
import { findProgram } from './run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * @param {NodeJS.ProcessEnv} [env] CHROMIUM names one
 * @returns {string | null} path of a Chromium or Chrome
 */
export function findChromium(env = process.env) {
  if (env.CHROMIUM) return findProgram(env.CHROMIUM, env);
  for (const name of NAMES) {
    const path = findProgram(name, env);
    if (path) return path;
  }
  return null;
}

/**
 * Finds one or, as root on Debian, installs it. Ubuntu's package of that name is a snap, which does not work
 * everywhere; what was installed is looked for again.
 * @param {import('./machine/os.mjs').Machine} machine
 * @param {import('./machine/apt.mjs').Apt} apt
 * @returns {Promise<string | null>} null: none, and the console says why
 */
export async function ensureChromium(machine, apt) {
  const found = findChromium();
  if (found) return found;
  if (canInstall(machine) && !process.env.CHROMIUM) {
    try {
      await apt.install(['chromium'], 'The end-to-end tests need a browser and there is none.');
      return findChromium();
    } catch (error) {
      say(messageOf(error));
    }
  }
  say('No Chromium: install it (apt-get install chromium) or name one with CHROMIUM=/path/to/it.');
  return null;
}
