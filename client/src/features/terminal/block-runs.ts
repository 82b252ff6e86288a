/** How the blocks of a page stand, as the server tells of their runs. */
import type { Place } from '../../../../protocol/names.ts';
import type { Runnable, RunStatus } from '../../../../protocol/terminal.ts';
import type { BlockRun } from './types.ts';

export interface BlockRuns {
  /** The same object until it changes. */
  get(place: Place, block: Runnable): BlockRun | undefined;
  /** Run was pressed; the server doesn't know of it yet. */
  begin(place: Place, block: Runnable): void;
  refuse(place: Place, block: Runnable, message: string): void;
  /** A run of the block that was told of before, but isn't its newest, says nothing any more. */
  tell(status: RunStatus, terminal: number | null): void;
}

interface Entry {
  run: BlockRun;
  /** The newest run of the server's. */
  newest: string | null;
  /** Older ones, whose news may still arrive. */
  older: Set<string>;
}

const LOST =
  'The terminal was busy with something else, or its shell does not say when a command ends. End what runs there with Ctrl-C or exit, then run it again.';

function messageOf({ state, exitCode }: RunStatus): string {
  if (state === 'lost') return LOST;
  if (state !== 'failed') return '';
  return exitCode === null
    ? 'The block did not run to its end.'
    : `The last command ended with exit code ${exitCode}.`;
}

export function createBlockRuns(): BlockRuns {
  const entries = new Map<string, Entry>();
  const keyOf = (place: Place, block: Runnable) => `${place.kind}/${place.slug}#${block}`;

  function change(place: Place, block: Runnable, run: BlockRun): Entry {
    const key = keyOf(place, block);
    const entry = entries.get(key) ?? { run, newest: null, older: new Set() };
    entry.run = run;
    entries.set(key, entry);
    return entry;
  }

  const local = (state: 'starting' | 'refused', message: string): BlockRun => ({
    state,
    exitCode: null,
    terminal: null,
    message,
  });

  return {
    get: (place, block) => entries.get(keyOf(place, block))?.run,
    begin(place, block) {
      const entry = change(place, block, local('starting', ''));
      if (entry.newest !== null) entry.older.add(entry.newest);
      entry.newest = null;
    },
    refuse(place, block, message) {
      change(place, block, local('refused', message));
    },
    tell(status, terminal) {
      const { place, block, run, state, exitCode } = status;
      const known = entries.get(keyOf(place, block));
      if (known?.older.has(run)) return;
      const entry = change(place, block, {
        state,
        exitCode,
        terminal,
        message: messageOf(status),
      });
      if (entry.newest !== null && entry.newest !== run) entry.older.add(entry.newest);
      entry.newest = run;
    },
  };
}
