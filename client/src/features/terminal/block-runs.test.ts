import { describe, expect, it } from '@jest/globals';
import type { RunStatus } from '../../../../protocol/terminal.ts';
import { createBlockRuns } from './block-runs.ts';

const place = { kind: 'lesson', slug: 'one' } as const;
const status = (run: string, state: RunStatus['state'], exitCode: number | null = null) => ({
  run,
  terminal: 't',
  place,
  block: 3,
  state,
  exitCode,
});

describe('runs of blocks', () => {
  it('go from the press of the button to the end', () => {
    const runs = createBlockRuns();
    expect(runs.get(place, 3)).toBeUndefined();
    runs.begin(place, 3);
    expect(runs.get(place, 3)?.state).toBe('starting');
    runs.tell(status('a', 'running'), 2);
    expect(runs.get(place, 3)).toEqual({
      state: 'running',
      exitCode: null,
      terminal: 2,
      message: '',
    });
    runs.tell(status('a', 'failed', 7), 2);
    expect(runs.get(place, 3)).toMatchObject({ state: 'failed', exitCode: 7 });
    expect(runs.get(place, 3)?.message).toContain('exit code 7');
    expect(runs.get({ kind: 'lab', slug: 'one' }, 3)).toBeUndefined();
  });

  it('are shown by their newest, whatever is still told of older ones', () => {
    const runs = createBlockRuns();
    runs.begin(place, 3);
    runs.tell(status('a', 'running'), 1);
    runs.begin(place, 3);
    runs.tell(status('a', 'succeeded', 0), 1);
    expect(runs.get(place, 3)?.state).toBe('starting');
    runs.tell(status('b', 'waiting'), 1);
    runs.tell(status('a', 'succeeded', 0), 1);
    expect(runs.get(place, 3)?.state).toBe('waiting');
  });

  it('say why when they are refused or lost', () => {
    const runs = createBlockRuns();
    runs.begin(place, 3);
    runs.refuse(place, 3, 'No room.');
    expect(runs.get(place, 3)).toMatchObject({ state: 'refused', message: 'No room.' });
    runs.tell(status('a', 'lost'), 1);
    expect(runs.get(place, 3)?.message).toMatch(/busy/);
  });

  it('keep their object until they change', () => {
    const runs = createBlockRuns();
    runs.begin(place, 3);
    expect(runs.get(place, 3)).toBe(runs.get(place, 3));
  });
});
