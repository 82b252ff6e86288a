/** What may be wrong with the machine's engine, in a learner's words, each with its cure. */
import type { Problem } from '../../protocol/status.ts';

const INSTALL =
  'Install Docker Engine (on Debian or Ubuntu: sudo apt-get install docker.io) and start it. If it listens somewhere unusual, set DOCKER_HOST to its socket, for example unix:///run/user/1000/docker.sock.';

export const problems = {
  absent: (tried: readonly string[]): Problem => ({
    code: 'engine.absent',
    message: `Labs need a Docker Engine, and none was found on this machine. Looked at: ${tried.join(', ')}.`,
    cure: INSTALL,
  }),
  stopped: (where: string): Problem => ({
    code: 'engine.stopped',
    message: `Docker is installed, but nothing answers at ${where}.`,
    cure: 'Start it: sudo systemctl start docker (or sudo service docker start; on a desktop, open Docker Desktop).',
  }),
  forbidden: (where: string): Problem => ({
    code: 'engine.forbidden',
    message: `Docker is there, but this user may not open its socket ${where}.`,
    cure: 'Run: sudo usermod -aG docker "$USER", log out and in again, then start Holdfast anew. Members of that group can control the whole machine.',
  }),
  tooOld: (version: string): Problem => ({
    code: 'engine.tooOld',
    message: `This machine's Docker Engine is version ${version}; labs need 20.10 or newer.`,
    cure: 'Update Docker Engine: https://docs.docker.com/engine/install/',
  }),
  wrongPlatform: (platform: string): Problem => ({
    code: 'engine.wrongPlatform',
    message: `This machine's Docker runs ${platform} containers; labs are Linux containers.`,
    cure: 'In Docker Desktop choose "Switch to Linux containers".',
  }),
  insecure: (address: string): Problem => ({
    code: 'engine.insecure',
    message: `DOCKER_HOST is ${address}, an address without encryption: anybody on the way could take over that machine.`,
    cure: 'Use a socket (unix://…), or TLS (DOCKER_CERT_PATH with ca.pem, cert.pem and key.pem). HOLDFAST_INSECURE_ENGINE=yes uses it all the same.',
  }),
  badAddress: (address: string): Problem => ({
    code: 'engine.badAddress',
    message: `DOCKER_HOST is ${address}, which is not an address Holdfast can use.`,
    cure: 'Set DOCKER_HOST to unix:///path/to/docker.sock or tcp://host:2376 with TLS, or unset it to have the usual sockets tried.',
  }),
  failing: (where: string, reason: string): Problem => ({
    code: 'engine.failing',
    message: `Docker at ${where} answered with an error: ${reason}`,
    cure: 'Look at its log (journalctl -u docker) and restart it. Holdfast notices when it is well again.',
  }),
  noRuntime: (runtime: string, known: readonly string[]): Problem => ({
    code: 'engine.noRuntime',
    message: `HOLDFAST_RUNTIME is ${runtime}, but this machine's Docker has only: ${known.join(', ')}.`,
    cure: 'Install that runtime and name it in /etc/docker/daemon.json, or unset HOLDFAST_RUNTIME.',
  }),
  noNamespaces: (reason: string): Problem => ({
    code: 'engine.noNamespaces',
    message: `This machine does not allow the user namespaces that a lab is made of: ${reason}`,
    cure: NAMESPACE_CURE,
  }),
} as const;

const NAMESPACE_CURE =
  'Allow them: sudo sysctl -w user.max_user_namespaces=65536; on Debian also kernel.unprivileged_userns_clone=1; on Ubuntu 23.10 and newer also kernel.apparmor_restrict_unprivileged_userns=0. Put the lines into /etc/sysctl.d/60-holdfast.conf to keep them.';
