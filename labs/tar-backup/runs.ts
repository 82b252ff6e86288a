/** Which containers had the volume books, and how. */
import type { HistoryEntry, MountFacts, Observed } from '../../server/grading/contract.ts';
import type { Archive } from './archive.ts';
import { CLERK, VOLUME } from './original.ts';

/** A container that had books mounted, as far as the history tells. */
export interface Run {
  name: string;
  readOnly: boolean;
  /** Where it had the volume. */
  at: string;
  archives: boolean;
  created: Date;
  /** Null while it runs. */
  ended: Date | null;
}

type ContainerEntry = Extract<HistoryEntry, { kind: 'container' }>;

/** The volume itself, or a bind of its directory or of one above it. */
const isOfBooks = (mount: MountFacts, mountpoint: string): boolean =>
  mount.type === 'volume'
    ? mount.source === VOLUME
    : mount.type === 'bind' && `${mountpoint}/`.startsWith(`${mount.source.replace(/\/$/, '')}/`);

/** The containers that had books, oldest first, the clerk left out. */
export async function runs(lab: Observed): Promise<Run[]> {
  const mountpoint = (await lab.engine.volume(VOLUME))?.mountpoint ?? '';
  const entries = lab.history.filter(
    (entry): entry is ContainerEntry => entry.kind === 'container',
  );
  return entries.flatMap((entry): Run[] => {
    if (entry.action !== 'create' || entry.name === CLERK) return [];
    const mounts = (entry.mounts ?? []).filter((mount) => isOfBooks(mount, mountpoint));
    const writable = mounts.find((mount) => !mount.readOnly);
    const [mount] = mounts;
    if (mount === undefined) return [];
    const end = entries.find(({ id, action }) => id === entry.id && action === 'die');
    return [
      {
        name: entry.name,
        readOnly: writable === undefined,
        at: (writable ?? mount).destination,
        archives: /\btar\b/.test((entry.command ?? []).join(' ')),
        created: entry.at,
        ended: end?.at ?? null,
      },
    ];
  });
}

/** What a container has printed may reach a file a moment after its end. */
const SLACK_MS = 2000;

/** The containers that the archive came from, as far as that can be told. */
export function makersOf(archive: Archive, all: readonly Run[]): readonly Run[] {
  const { writtenAt } = archive;
  const atWork = all.filter(
    ({ created, ended }) =>
      created.getTime() <= writtenAt && (ended === null || writtenAt <= ended.getTime() + SLACK_MS),
  );
  const meant = atWork.length > 0 ? atWork : all;
  const archiving = meant.filter((run) => run.archives);
  const makers = archiving.length > 0 ? archiving : meant;
  // With nobody at work it was moved here, or compressed later, or made without a container.
  return atWork.length > 0 ? makers : makers.slice(-1);
}
