/**
 * The one check that must run on any Node: this file and what imports it statically stay free of
 * syntax and modules that an old Node does not know.
 */

/** Lowest Node that every dependency supports (`engines` in package.json says the same). */
export const MINIMUM_NODE = [20, 19];

/**
 * @param {string} version `process.versions.node`
 * @returns {boolean}
 */
export function isSupportedNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [needMajor = 0, needMinor = 0] = MINIMUM_NODE;
  return major > needMajor || (major === needMajor && minor >= needMinor);
}

/** Ends the process with a clear sentence when this Node is too old. */
export function requireSupportedNode() {
  if (isSupportedNode(process.versions.node)) return;
  console.error(
    `Holdfast needs Node.js ${MINIMUM_NODE.join('.')} or newer; this is ${process.versions.node}.\n` +
      'Install a newer one from https://nodejs.org/ (or your package manager) and run the command again.',
  );
  process.exit(1);
}
