/** What can go wrong while the lab images are prepared, in words for people, with its cure. */
import type { Problem } from '../../../protocol/status.ts';
import { AppError } from '../../errors.ts';
import { reasonOf } from '../engine-errors.ts';

export const problems = {
  noDebian: (why: string): Problem => ({
    code: 'images.noDebian',
    message: `No image registry answers, and a Debian system to build the lab images from could not be made here: ${why}.`,
    cure: 'Let this machine’s Docker reach an image registry (docker pull debian:trixie-slim has to work), or install debootstrap (sudo apt-get install debootstrap) and start Holdfast once as root.',
  }),
  noMirror: (mirror: string): Problem => ({
    code: 'images.noMirror',
    message: `The lab images are built from Debian’s packages, and ${mirror} could not be reached.`,
    cure: 'Check this machine’s way to the network. Behind a proxy, set http_proxy for the server; for another mirror set HOLDFAST_DEBIAN_MIRROR.',
  }),
  noPackages: (): Problem => ({
    code: 'images.noPackages',
    message: 'Debian’s packages, which the lab images are built from, could not be fetched.',
    cure: 'Check that containers reach the network (docker run --rm --network bridge …). Behind a proxy, set http_proxy for the server.',
  }),
  noNpmPackage: (what: string): Problem => ({
    code: 'images.noNpmPackage',
    message: `${what}, which is put into an image of Node.js, could not be fetched from npm’s registry.`,
    cure: 'Check that npm reaches its registry: npm view npm version has to work for the user that runs Holdfast.',
  }),
  notPulled: (name: string, reason: string): Problem => ({
    code: 'images.notPulled',
    message: `${name} could not be pulled: ${reason}.`,
    cure: `Check the name and this machine’s way to that registry: docker pull ${name} has to work. An image that this machine’s Docker has already is taken as it is.`,
  }),
  someMissing: (names: readonly string[]): Problem => ({
    code: 'images.someMissing',
    message: `Some lab images could not be prepared: ${names.join(', ')}. Labs that need none of them can be started.`,
    cure: 'It is tried again by itself. The reason stands with each image.',
  }),
  diskFull: (): Problem => ({
    code: 'images.diskFull',
    message:
      'There is not enough disk space for the lab images; they need about 4 GB (8 GB with official images) where Docker keeps its data.',
    cure: 'Make room there (docker system df shows what takes it). The preparation goes on by itself.',
  }),
  noNamespaces: (): Problem => ({
    code: 'images.noNamespaces',
    message: 'This machine does not allow the user namespaces that a lab is made of.',
    cure: 'Run npm run doctor: it says which setting forbids them and how to change it.',
  }),
  failed: (what: string): Problem => ({
    code: 'images.failed',
    message: `${what} failed. It is tried again by itself.`,
    cure: 'The server’s log says what went wrong.',
  }),
} as const;

/** A failure with what a person is to read. */
export function failure(problem: Problem, cause?: unknown): AppError {
  return new AppError('images.failed', problem.message, { details: { problem }, cause });
}

/** The problem behind anything that was thrown while `doing` ("Installing PostgreSQL 17"). */
export function problemOf(error: unknown, doing: string): Problem {
  const known = error instanceof AppError ? error.details?.problem : undefined;
  if (isProblem(known)) return known;
  const said = reasonOf(error);
  // Before the disk: a limit of namespaces that is reached says "No space left on device" too.
  if (/unshare(?: failed)?: |write to uid_map/i.test(said)) return problems.noNamespaces();
  if (/no space left on device|ENOSPC|disk quota exceeded/i.test(said)) return problems.diskFull();
  // apt-get's own exit code, as the engine reports it of a build.
  if (/non-zero code: 100\b/.test(said)) return problems.noPackages();
  return problems.failed(doing);
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'cure' in value;
}
