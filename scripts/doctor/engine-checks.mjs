import { planEngine } from '../lib/engine/plan.mjs';

/**
 * @typedef {import('./checks.mjs').Check} Check
 * @typedef {import('./checks.mjs').Finding} Finding
 */

/** The first engine whose system-call filters can answer ENOSYS, which labs rely on. */
const OLDEST_ENGINE = [20, 10];

/** @type {Check} */
function answering({ engine, machine }) {
  const name = 'Docker Engine';
  if (engine.state === 'answers') {
    const version = engine.info?.version ?? '';
    if (engine.info && !isRecent(version)) {
      return {
        level: 'fail',
        name,
        found: `${version} at ${engine.address}, older than ${OLDEST_ENGINE.join('.')}`,
        cure: 'Update it: https://docs.docker.com/engine/install/',
      };
    }
    return { level: 'ok', name, found: `${version} at ${engine.address}` };
  }
  const plan = planEngine({ ...engine, machine });
  const found = `none answers (${engine.address}: ${engine.detail})`;
  switch (plan.action) {
    case 'tell':
      return { level: 'fail', name, found: `${plan.why} (${engine.detail})`, cure: plan.cure };
    case 'wait':
      return {
        level: 'fail',
        name,
        found: `dockerd is running, but ${found}`,
        cure: 'Wait a minute; if it stays silent, look at its log and restart it.',
      };
    case 'start':
      return { level: 'warn', name, found, cure: 'npm start starts the one that is installed.' };
    default:
      return {
        level: 'warn',
        name,
        found,
        cure: 'npm start installs the one of your distribution.',
      };
  }
}

/** @param {string} version */
function isRecent(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [needMajor = 0, needMinor = 0] = OLDEST_ENGINE;
  return major > needMajor || (major === needMajor && minor >= needMinor);
}

/** @type {Check} */
function transport({ engine }) {
  if (!engine.plainTcp) return null;
  return {
    level: 'fail',
    name: 'DOCKER_HOST',
    found: `${engine.address} without TLS: whoever can reach that port owns that machine`,
    cure: 'Use a socket, or TLS with DOCKER_CERT_PATH. HOLDFAST_INSECURE_ENGINE=yes uses it all the same.',
  };
}

/** @type {Check} */
function product({ engine: { info } }) {
  if (!info) return null;
  const name = 'product';
  if (info.osType !== 'linux') {
    return {
      level: 'fail',
      name,
      found: `${info.osType} containers; labs are Linux containers`,
      cure: 'In Docker Desktop choose “Switch to Linux containers”.',
    };
  }
  const text = `${info.product} ${info.operatingSystem}`;
  if (/podman|libpod/i.test(text)) {
    return {
      level: 'warn',
      name,
      found: 'Podman behind Docker’s API: untested',
      cure: 'If labs do not start, use Docker Engine.',
    };
  }
  if (/desktop|colima|orbstack|rancher/i.test(text)) {
    return {
      level: 'warn',
      name,
      found: `${info.operatingSystem}: runs in a virtual machine of its own. Untested there: nested user namespaces, the labs’ disk watch, and limits of its kernel, which npm run doctor cannot see`,
      cure: 'Give it 4 GB of memory or more and 20 GB of disk. If labs do not start, use Docker Engine on Linux.',
    };
  }
  if (info.rootless || info.userRemap) {
    return {
      level: 'warn',
      name,
      found: `${info.rootless ? 'rootless' : 'userns-remap'}: containers are in a user namespace already, and labs need room for one more inside; untested`,
      cure: 'If labs do not start, use an engine without it through DOCKER_HOST.',
    };
  }
  return { level: 'ok', name, found: info.operatingSystem };
}

/** @type {Check} */
function storage({ engine: { info } }) {
  if (!info) return null;
  const name = 'storage';
  const found = info.backing ? `${info.driver} on ${info.backing}` : info.driver;
  if (['overlay2', 'overlayfs', 'overlay'].includes(info.driver)) {
    if (['', 'extfs', 'xfs'].includes(info.backing)) return { level: 'ok', name, found };
    return {
      level: 'warn',
      name,
      found: `${found}: labs lay an overlay of their own on it, which is tested on ext4 and xfs`,
      cure: 'If labs do not start, move the engine’s data (data-root in /etc/docker/daemon.json) to ext4 or xfs.',
    };
  }
  return {
    level: 'warn',
    name,
    found: `${found}: untested`,
    cure: 'Use the overlay2 driver on ext4 or xfs (storage-driver in /etc/docker/daemon.json).',
  };
}

/** @type {Check} */
function controlGroups({ engine: { info } }) {
  if (!info) return null;
  const name = 'control groups';
  if (info.cgroupVersion === '1') {
    return {
      level: 'ok',
      name,
      found: 'version 1 (limits hold for a lab as a whole, not for each container in it)',
    };
  }
  return { level: 'ok', name, found: `version ${info.cgroupVersion}` };
}

/** @type {Check} */
function prepared({ prepared: found }) {
  if (!found) return null;
  const name = 'lab images';
  if (found.golden > 0) return { level: 'ok', name, found: 'prepared' };
  return {
    level: 'ok',
    name,
    found: 'not prepared yet; the first npm start does it, in some minutes',
  };
}

/** @type {Check} */
function baseSystem({ tools, machine, engine }) {
  if (!engine.local || !machine.debian) return null;
  const name = 'debootstrap';
  if (tools.debootstrap) return { level: 'ok', name, found: 'present' };
  return {
    level: 'warn',
    name,
    found: 'missing; without a registry, the labs’ base system cannot be built',
    cure: 'Not needed where Docker Hub can be reached; else: sudo apt-get install debootstrap',
  };
}

/** @type {readonly Check[]} */
export const engineChecks = [
  answering,
  transport,
  product,
  storage,
  controlGroups,
  baseSystem,
  prepared,
];
