import { LIMITS } from '../lib/machine/limits.mjs';

/** @typedef {import('./checks.mjs').Check} Check */

/** Where the cure of a sysctl is kept over a boot. */
const KEEP =
  '(to keep it: the same line, without "sudo sysctl -w", in /etc/sysctl.d/60-holdfast.conf)';

/**
 * A lab is one user namespace in which the learner is root. It takes one for the lab, and one more for a moment
 * while it starts; some for containers that make their own.
 */
const NAMESPACES_NEEDED = 1000;

/** @type {Check} */
function namespaceCount({ kernel, engine }) {
  const value = kernel['user.max_user_namespaces'];
  if (!engine.local || value === null || value === undefined) return null;
  const name = 'user namespaces';
  if (value >= NAMESPACES_NEEDED) return { level: 'ok', name, found: `up to ${value}` };
  return {
    level: value === 0 ? 'fail' : 'warn',
    name,
    found:
      value === 0
        ? 'forbidden (user.max_user_namespaces=0); a lab is made of one'
        : `only ${value} (user.max_user_namespaces)`,
    cure: `sudo sysctl -w user.max_user_namespaces=65536 ${KEEP}`,
  };
}

/** @type {Check} */
function unprivilegedNamespaces({ kernel, engine }) {
  const value = kernel['kernel.unprivileged_userns_clone'];
  if (!engine.local || value === null || value === undefined) return null;
  const name = 'unprivileged_userns_clone';
  if (value !== 0) return { level: 'ok', name, found: String(value) };
  return {
    level: 'fail',
    name,
    found: '0: only root may make user namespaces, and a lab runs without root',
    cure: `sudo sysctl -w kernel.unprivileged_userns_clone=1 ${KEEP}`,
  };
}

/** @type {Check} */
function appArmorRestriction({ kernel, engine }) {
  const value = kernel['kernel.apparmor_restrict_unprivileged_userns'];
  if (!engine.local || value === null || value === undefined) return null;
  const name = 'AppArmor';
  if (value === 0) return { level: 'ok', name, found: 'does not restrict user namespaces' };
  return {
    level: 'fail',
    name,
    found: 'refuses user namespaces to programs without a profile (Ubuntu 23.10 and newer)',
    cure: `sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 ${KEEP}`,
  };
}

/**
 * @param {import('../lib/machine/limits.mjs').Limit} limit
 * @returns {Check}
 */
function sharedLimit({ name, atLeast, why }) {
  return ({ kernel, engine, machine }) => {
    const value = kernel[name];
    if (!engine.local || value === null || value === undefined) return null;
    if (value >= atLeast) return { level: 'ok', name, found: String(value) };
    return {
      level: 'warn',
      name,
      found: `${value}: enough for a few labs (${why})`,
      cure:
        machine.root && machine.mayChange
          ? `npm start raises it to ${atLeast}.`
          : `sudo sysctl -w ${name}=${atLeast} ${KEEP}`,
    };
  };
}

/** @type {readonly Check[]} */
export const kernelChecks = [
  namespaceCount,
  unprivilegedNamespaces,
  appArmorRestriction,
  ...LIMITS.map(sharedLimit),
];
