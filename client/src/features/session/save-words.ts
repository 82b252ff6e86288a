/** What save points are called. */
import type { SavePoint } from '../../../../protocol/save-points.ts';

export function pointName({ kind, name }: SavePoint): string {
  if (kind === 'reset') return 'Before the last reset';
  if (kind === 'rewind') return 'Before you last went back';
  return name ?? 'Without a name';
}

/** What is offered as the next name: `Save point 3`, one that isn't taken. */
export function nextName(points: readonly SavePoint[]): string {
  const taken = new Set(points.map(({ name }) => name));
  for (let n = 1; ; n++) {
    const name = `Save point ${n}`;
    if (!taken.has(name)) return name;
  }
}
