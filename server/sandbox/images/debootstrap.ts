/**
 * A minimal Debian made on this machine and imported into the engine, where no registry answers: there is
 * no image to start from, so nothing can be done inside a container yet.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { failure, problems } from './errors.ts';
import { readLines } from './lines.ts';
import { onPath, run } from './programs.ts';
import type { Settings } from './settings.ts';

/** Not /tmp, which may be kept in memory: the tree is about 250 MB. */
const WORK_DIRECTORY = '/var/tmp';

/** What a slim image leaves out, and what was only of use while it was made. */
const LEFT_OUT = [
  './dev/*',
  './proc/*',
  './run/*',
  './sys/*',
  './tmp/*',
  './usr/share/groff/*',
  './usr/share/info/*',
  './usr/share/lintian/*',
  './usr/share/locale/*',
  './usr/share/man/*',
  './var/cache/apt/*.bin',
  './var/cache/apt/archives/*.deb',
  './var/cache/debconf/*-old',
  './var/cache/ldconfig/*',
  './var/lib/apt/lists/*',
  './var/lib/dpkg/*-old',
  './var/log/*',
  './etc/hostname',
  './etc/resolv.conf',
];

/** A debootstrap of the minimal variant prints about this many lines (two to five a package). */
const EXPECTED_LINES = 420;

/**
 * Makes the system of a release (`suite`) and imports it as `reference`.
 * @throws AppError `images.failed` when this machine cannot, with what to do about it
 */
export async function importDebian(options: {
  docker: Docker;
  suite: string;
  reference: string;
  settings: Settings;
  signal: AbortSignal;
  onProgress: (fraction: number) => void;
  say: (text: string) => void;
}): Promise<void> {
  const { docker, suite, reference, settings, signal, onProgress, say } = options;
  await requireDebootstrap(settings, signal, say);
  const directory = await mkdtemp(path.join(WORK_DIRECTORY, 'holdfast-'));
  const tree = path.join(directory, 'root');
  try {
    await makeTree(suite, tree, settings, signal, (fraction) => onProgress(fraction * 0.9));
    await importTree(docker, tree, reference, signal);
  } finally {
    // Its mounts were in a namespace of their own and went with it; should one be left, keep off it.
    await run('rm', ['-rf', '--one-file-system', directory], {}).catch(() =>
      rm(directory, { recursive: true, force: true }),
    );
  }
}

async function requireDebootstrap(
  settings: Settings,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<void> {
  if (process.platform !== 'linux') throw failure(problems.noDebian('that takes a Linux machine'));
  if (process.getuid?.() !== 0) throw failure(problems.noDebian('that takes root'));
  if (await onPath('debootstrap')) return;
  if (!settings.mayInstall) {
    throw failure(
      problems.noDebian('debootstrap is missing, and HOLDFAST_INSTALL=no forbids installing it'),
    );
  }
  if (!(await onPath('apt-get'))) {
    throw failure(
      problems.noDebian('debootstrap is missing, and there is no apt-get to install it with'),
    );
  }
  say('Installing debootstrap on this machine, to make a Debian system from packages');
  const env = { ...settings.proxy, DEBIAN_FRONTEND: 'noninteractive' };
  const install = [
    'install',
    '-y',
    '--no-install-recommends',
    'debootstrap',
    'debian-archive-keyring',
  ];
  try {
    await run('apt-get', install, { env, signal }).catch(async () => {
      signal.throwIfAborted();
      await run('apt-get', ['update'], { env, signal });
      await run('apt-get', install, { env, signal });
    });
  } catch (cause) {
    signal.throwIfAborted();
    throw failure(problems.noDebian('debootstrap is missing and could not be installed'), cause);
  }
}

async function makeTree(
  suite: string,
  tree: string,
  settings: Settings,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<void> {
  let lines = 0;
  try {
    await run(
      // What debootstrap mounts in the tree is gone with this namespace, whatever ends it.
      'unshare',
      [
        '--mount',
        '--propagation',
        'private',
        '--pid',
        '--fork',
        '--kill-child',
        'debootstrap',
        '--variant=minbase',
        '--force-check-gpg',
        suite,
        tree,
        settings.mirror,
      ],
      {
        env: settings.proxy,
        signal,
        onLine() {
          lines++;
          onProgress(Math.min(1, lines / EXPECTED_LINES));
        },
      },
    );
  } catch (cause) {
    signal.throwIfAborted();
    const said = cause instanceof Error ? cause.message : '';
    if (/no space left/i.test(said)) throw failure(problems.diskFull(), cause);
    if (/Failed getting release file|Couldn't download|Invalid Release/i.test(said)) {
      throw failure(problems.noMirror(settings.mirror), cause);
    }
    throw failure(problems.noDebian('debootstrap failed (the server’s log says how)'), cause);
  }
}

async function importTree(
  docker: Docker,
  tree: string,
  reference: string,
  signal: AbortSignal,
): Promise<void> {
  const [repo, tag] = reference.split(':');
  const archive = new PassThrough();
  const excluded = LEFT_OUT.map((pattern) => `--exclude=${pattern}`);
  const packing = run(
    'tar',
    ['-c', '--numeric-owner', '--one-file-system', '--sort=name', ...excluded, '-C', tree, '.'],
    { signal, stdout: archive },
  ).catch((error: unknown) => {
    // Half an archive must not become an image.
    archive.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  });
  const importing = docker
    .importImage(archive, { repo, tag, abortSignal: signal })
    .then((stream) => readLines(stream, () => {}));
  const [packed, imported] = await Promise.allSettled([packing, importing]);
  if (packed.status === 'rejected') throw packed.reason;
  if (imported.status === 'rejected') throw imported.reason;
}
