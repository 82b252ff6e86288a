/** Tells when an author changes the files of the course. */
import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';

/** An editor writes a file in several steps, and saves several files at once. */
const REST_MS = 100;

/**
 * Calls `onChange` when something below `lessons/` or `labs/` has changed and then rested for a moment.
 * @returns ends it
 * @throws Error of the file system when a folder can't be watched
 */
export function watchContent(root: string, onChange: () => void): () => void {
  let rest: NodeJS.Timeout | undefined;
  const changed = (): void => {
    clearTimeout(rest);
    rest = setTimeout(onChange, REST_MS);
  };
  const watchers: FSWatcher[] = ['lessons', 'labs'].map((folder) =>
    watch(join(root, folder), { recursive: true }, changed),
  );
  return () => {
    clearTimeout(rest);
    for (const watcher of watchers) watcher.close();
  };
}
