/**
 * What is done in one shell: commands, as its marks tell of them, and blocks that are run. Leaves with the shell
 * what a server needs to know that takes over.
 */
import type { Place } from '../../protocol/names.ts';
import type { Runnable, RunStatus } from '../../protocol/terminal.ts';
import type { Held } from '../sandbox/types.ts';
import { createMarkReader, type Mark } from './marks.ts';
import { createRuns, type RunAction, type Runs } from './runs.ts';
import { readSavedRuns, writeSavedRuns } from './saved-runs.ts';
import type { Timers } from './timers.ts';

export interface Commands extends Pick<Runs, 'add' | 'typed' | 'dispose' | 'statuses'> {
  /** Where the output has to begin that is read here. */
  readonly begin: number;
  /** Goes on with runs that an earlier process had under way. To be called first. */
  resume(): void;
  /** Output whose last byte is before offset `end`; without gaps. */
  read(bytes: Uint8Array, end: number): void;
  /** Leaves word again, over another connection. */
  save(): void;
}

export interface CommandsParts {
  id: string;
  held: Held;
  /** What a block does; undefined when it is not there any more. */
  actionOf(place: Place, block: Runnable): RunAction | undefined;
  timers: Timers;
  /** Types into the shell. */
  type(text: string): void;
  note(note: Uint8Array): void;
  onStatus(status: RunStatus): void;
  /** A command ended while this process looked on. */
  onCommand(line: string, exitCode: number | null): void;
  isHeld(): boolean;
}

/** Of the output of a shell that is found: enough to see whether it waits at its prompt. */
const RECALLED_BYTES = 64 * 1024;

export function createCommands(parts: CommandsParts): Commands {
  const { held } = parts;
  const saved = readSavedRuns(held.note);
  /** What came before is known to an earlier process; what came between here and `held.end`, to none. */
  const known = Math.min(saved?.offset ?? held.end, held.end);
  const begin = Math.max(held.start, Math.min(known, held.end - RECALLED_BYTES));
  let seen = begin;
  let commandLine = '';
  let disposed = false;

  const runs = createRuns({
    terminalId: parts.id,
    timers: parts.timers,
    type: parts.type,
    onStatus: parts.onStatus,
    onProgress: save,
    isHeld: parts.isHeld,
  });
  const marks = createMarkReader(onMark);
  /** Of the piece that is being read. */
  let age: 'known' | 'missed' | 'new' = 'new';

  function save(): void {
    if (disposed) return;
    parts.note(writeSavedRuns({ offset: Math.max(seen, known), ...runs.saved() }));
  }

  function onMark(mark: Mark): void {
    if (mark.kind === 'command') commandLine = mark.line;
    else if (mark.kind === 'finished') {
      if (age === 'new') parts.onCommand(commandLine, mark.exitCode);
      commandLine = '';
    }
    if (age === 'known') runs.recall(mark);
    else runs.mark(mark);
  }

  return {
    begin,
    resume() {
      if (saved === undefined) {
        // That there is a note says that somebody has used it.
        save();
        return;
      }
      runs.resume(saved, { actionOf: parts.actionOf, complete: held.start <= saved.offset });
    },
    read(bytes, end) {
      const start = end - bytes.length;
      let from = start;
      seen = end;
      const readTo = (to: number, its: typeof age) => {
        if (to <= from) return;
        age = its;
        marks.push(bytes.subarray(from - start, to - start));
        from = to;
      };
      readTo(Math.min(end, known), 'known');
      readTo(Math.min(end, held.end), 'missed');
      readTo(end, 'new');
    },
    save,
    add: runs.add,
    typed: runs.typed,
    statuses: runs.statuses,
    dispose() {
      disposed = true;
      runs.dispose();
    },
  };
}
