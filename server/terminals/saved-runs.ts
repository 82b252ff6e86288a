/**
 * Runs of blocks, as a note that is left with the shell: so that a server which takes over knows what was run
 * in it, and types the rest of a block whose run was under way.
 */
import { z } from 'zod';
import { RunStatus } from '../../protocol/terminal.ts';
import { NOTE_LIMIT } from '../sandbox/holder/frames.ts';

/** The learner is root where it is kept, and may have written it. */
const SavedRuns = z.object({
  /** Of the output that had been seen when it was written. */
  offset: z.number().int().nonnegative(),
  /** The last run of each block, oldest first. */
  over: z.array(RunStatus),
  /** In their order, and how many lines of each have been typed. */
  unfinished: z.array(z.object({ status: RunStatus, typed: z.number().int().nonnegative() })),
});
export type SavedRuns = z.infer<typeof SavedRuns>;

/** Leaves out the oldest runs that are over, if it became too long. */
export function writeSavedRuns(saved: SavedRuns): Uint8Array {
  for (let from = 0; ; from++) {
    const note = Buffer.from(JSON.stringify({ ...saved, over: saved.over.slice(from) }));
    if (note.length <= NOTE_LIMIT || from >= saved.over.length) return note;
  }
}

/** Undefined when it is no such note. */
export function readSavedRuns(note: Uint8Array | null): SavedRuns | undefined {
  if (note === null) return undefined;
  try {
    return SavedRuns.parse(JSON.parse(Buffer.from(note).toString('utf8')));
  } catch {
    return undefined;
  }
}
