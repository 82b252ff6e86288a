/** A handle on one running lab host. */
import type Docker from 'dockerode';
import { AppError } from '../errors.ts';
import { ExecStream } from './dial.ts';
import { createDiskMeter } from './disk-meter.ts';
import { createInnerEngine } from './inner-engine.ts';
import { runInLab } from './run.ts';
import { attachShell, heldShells } from './shell.ts';
import { createSpares } from './spares.ts';
import type { LabHost, LaunchId } from './types.ts';

const ARCHIVE_TIMEOUT_MS = 60_000;

/** A path as our own code writes it: absolute, without a way up. */
const DIRECTORY = /^(?!.*\/\.\.(?:\/|$))\//;

/**
 * What docker does over ssh is `docker system dial-stdio`. netcat does the same and takes 0.2 MB where
 * that takes 8, for as long as the lab's events are followed; docker's own is for a lab without netcat.
 */
const DIAL =
  'command -v nc >/dev/null && exec nc -N -U /run/docker.sock; exec docker system dial-stdio';

/** What a lab's first moments take: starting files, the stream of its engine's events, a request, its disk. */
const SPARE_PROGRAMS = 4;

/**
 * `found`: it was started by a server before this one. `onClose` is told once, when the handle is closed.
 */
export function createLabHost(
  container: Docker.Container,
  launchId: LaunchId,
  found: boolean,
  onClose: (host: LabHost) => void,
): LabHost {
  const spares = createSpares(container, found);
  const lab = { container, start: spares.start };
  const engine = createInnerEngine(async () => {
    const exec = await spares.start({
      argv: ['/usr/lib/holdfast/enter', 'sh', '-c', DIAL],
      tty: false,
    });
    return new ExecStream(exec);
  });
  const disk = createDiskMeter(spares.start);
  let closed = false;

  const host: LabHost = {
    launchId,
    engine,
    disk,
    newTerminal: spares.newTerminal,
    shell: spares.shell,
    attach: (ref) => attachShell(container, ref, spares.count),
    async heldShells() {
      const held = await heldShells(lab);
      return held.filter(({ terminalId }) => !spares.isSpare(terminalId));
    },
    traffic: spares.traffic,
    run: (argv, options) => runInLab(lab, argv, options),

    async ahead() {
      await Promise.all([spares.addShell(), spares.addPrograms(SPARE_PROGRAMS)]);
    },

    async putArchive(directory, archive) {
      if (!DIRECTORY.test(directory)) throw new Error(`not an absolute directory: ${directory}`);
      const script = 'mkdir -p -- "$1" && exec tar -x -p --no-same-owner -f - -C "$1"';
      const result = await runInLab(lab, ['sh', '-c', script, 'sh', directory], {
        stdin: archive,
        timeoutMs: ARCHIVE_TIMEOUT_MS,
      });
      if (result.exitCode === 0) return;
      const said = result.stderr.toString('utf8').trim().slice(-500);
      throw new AppError(
        'lab.unreachable',
        `The lab's files could not be put into ${directory}. If the lab's disk is full, make room and try again.`,
        { details: { directory, exitCode: result.exitCode, said } },
      );
    },

    close() {
      if (closed) return;
      closed = true;
      spares.close();
      disk.close();
      engine.close();
      onClose(host);
    },
  };
  return host;
}
