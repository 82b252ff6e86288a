/** How a lab's share of the disk is told. */
import type { DiskShare } from '../../../../protocol/session.ts';

/** `7.3`, `8`: GiB, to a tenth, never rounded up to what isn't reached. */
const gib = (mib: number): string => String(Math.floor((mib / 1024) * 10) / 10);

export function shareWords({ usedMiB, limitMiB, level }: DiskShare): string {
  const limit = `${gib(limitMiB)} GiB`;
  return level === 'full'
    ? `This lab's disk is full: it has used its ${limit}.`
    : `This lab's disk is nearly full: ${gib(usedMiB)} of ${limit} are used. That is looked at every few seconds; beyond ${limit}, programs that go on writing are stopped until there is room.`;
}

/** What became of the programs that wrote. */
export function heldWords(held: readonly string[]): string {
  const after = 'Remove something from a terminal';
  if (held.length === 0) {
    return `Programs that go on writing are held still. ${after} to make room.`;
  }
  const names =
    held.length === 1 ? held[0] : `${held.slice(0, -1).join(', ')} and ${held[held.length - 1]}`;
  const [was, goes] = held.length === 1 ? ['was', 'it goes'] : ['were', 'they go'];
  return `What went on writing (${names}) ${was} stopped for now. ${after}, and ${goes} on by ${held.length === 1 ? 'itself' : 'themselves'}.`;
}
