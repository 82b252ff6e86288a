/** Which images of the set the blocks of a document name. Pure. */
import type { Block } from '../../protocol/course.ts';

/** What stands around a name in a command, a Compose file or a Dockerfile. */
const AROUND_NAMES = /[\s"'`=,;()[\]{}]+/;

/** In the order of the set. Only blocks that do something in a lab count. */
export function imagesNamed(blocks: readonly Block[], set: readonly string[]): string[] {
  const words = new Set(
    blocks
      .filter(({ kind }) => kind === 'run' || kind === 'file')
      .flatMap(({ text }) => text.split(AROUND_NAMES)),
  );
  return set.filter((name) => words.has(name));
}
