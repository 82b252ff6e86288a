import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RunStatus } from '../../protocol/terminal.ts';
import { NOTE_LIMIT } from '../sandbox/holder/frames.ts';
import { readSavedRuns, type SavedRuns, writeSavedRuns } from './saved-runs.ts';

const status = (block: number, state: RunStatus['state']): RunStatus => ({
  run: 'r'.repeat(20),
  terminal: 't'.repeat(20),
  place: { kind: 'lesson', slug: 'a'.repeat(80) },
  block,
  state,
  exitCode: 0,
});

const saved = (over: number): SavedRuns => ({
  offset: 12,
  over: Array.from({ length: over }, (_, block) => status(block, 'succeeded')),
  unfinished: [{ status: status(0, 'running'), typed: 2 }],
});

describe('a note of runs', () => {
  it('is read as it was written', () => {
    expect(readSavedRuns(writeSavedRuns(saved(3)))).toEqual(saved(3));
  });

  it('fits, and then leaves out the oldest', () => {
    const note = writeSavedRuns(saved(1000));
    expect(note.length).toBeLessThanOrEqual(NOTE_LIMIT);
    const read = readSavedRuns(note);
    expect(read?.over.at(-1)?.block).toBe(999);
    expect(read?.unfinished).toHaveLength(1);
  });

  it('may be missing, or anything', () => {
    expect(readSavedRuns(null)).toBeUndefined();
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readSavedRuns(Buffer.from(text))).toBeUndefined();
      }),
    );
  });
});
