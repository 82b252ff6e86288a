/** What the machine grants a lab host, found out with a container that lives for a moment. */
import type Docker from 'dockerode';
import type { Problem } from '../../protocol/status.ts';
import { LABEL, PROBE_ROLE } from './labels.ts';
import { problems } from './problems.ts';
import { runOnce } from './run-once.ts';
import { hostContainer, type TemplateFacts, WANTED_OPEN_FILES } from './template.ts';

export type Preflight = { ok: true; openFiles: number } | { ok: false; problem: Problem };

/** A container that does next to nothing, on a machine that is busy building images. */
const PROBE_MS = 60_000;

/**
 * Prints the hard limit of open files, then makes the namespaces a lab is made of, with the mounts that
 * the kernel refuses first when it is told to.
 */
const SCRIPT = `
ulimit -Hn
exec unshare --user --map-root-user --map-auto --mount --pid --net --fork --mount-proc true`;

/** Launch ids have 20 characters; nobody's launch is called this. */
const PROBE_LAUNCH = 'probe';

/**
 * Runs the probe as a lab host would run.
 * @throws Error when the engine cannot run it at all
 */
export async function preflight(
  docker: Docker,
  facts: Omit<TemplateFacts, 'launchId' | 'openFiles'>,
): Promise<Preflight> {
  const template = hostContainer({ ...facts, launchId: PROBE_LAUNCH, openFiles: 0 });
  const { name: _name, ...body } = template;
  const { exitCode, said } = await runOnce(
    docker,
    {
      ...body,
      Cmd: ['sh', '-c', SCRIPT],
      Labels: { [LABEL.installation]: facts.installation, [LABEL.role]: PROBE_ROLE },
      HostConfig: {
        ...body.HostConfig,
        // A limit above the daemon's own is refused where it may not raise it: see what it gives by itself.
        Ulimits: [],
        // No lab volume, so none has to be removed.
        Mounts: (body.HostConfig.Mounts ?? []).filter(({ ReadOnly }) => ReadOnly === true),
      },
    },
    { ms: PROBE_MS, late: () => new Error('the probe container did not end') },
  );
  return judge(exitCode, said);
}

/** `unlimited` and what cannot be read count as what is wanted, and as what Linux gives by default. */
export function judge(exitCode: number, said: string): Preflight {
  const [first = '', ...rest] = said.trim().split('\n');
  if (exitCode !== 0) {
    const reason = rest.join(' ').trim() || said.trim() || `exit code ${exitCode}`;
    return { ok: false, problem: problems.noNamespaces(reason) };
  }
  if (first === 'unlimited') return { ok: true, openFiles: WANTED_OPEN_FILES };
  const openFiles = Number.parseInt(first, 10);
  return { ok: true, openFiles: Number.isNaN(openFiles) ? 1024 : openFiles };
}
