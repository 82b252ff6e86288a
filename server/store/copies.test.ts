import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { keepNewest } from './copies.ts';

it('the oldest copies of a kind go by time, whichever step they were kept before', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-copies-'));
  const at = (hour: number) => `2026-01-31T0${hour}0000Z.sqlite`;
  const kind = 'before-migration';
  // A step that was gone through again, after an older backup was restored.
  const later = [2, 3, 4, 5, 6].map((hour) => `${kind}-0001-a-${at(hour)}`);
  const all = [`${kind}-0002-b-${at(1)}`, ...later, `before-restore-${at(0)}`, 'letter.txt'];
  for (const name of all) writeFileSync(join(folder, name), '');
  keepNewest(join(folder, later.at(-1) ?? ''), kind);
  expect(readdirSync(folder).sort()).toEqual(all.slice(1).sort());
  rmSync(folder, { recursive: true });
});
