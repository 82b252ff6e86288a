/** What was read is kept in memory until its tables are written to. */
import type { Store } from './open.ts';
import type { Tables } from './schema.ts';

export interface RememberParts<T> {
  store: Pick<Store, 'version'>;
  /** All that `load` reads. */
  tables: readonly (keyof Tables)[];
  /** Keys that are kept; the one that was not asked for the longest goes first. */
  limit: number;
  load(key: string): Promise<T>;
}

/**
 * `load`, asked only when its tables have been written to since it was asked for that key. What it returns is
 * shared by all who ask, so it must never be changed. A write of another process counts too: SQLite tells
 * of those. With another database this is the place for its way of telling.
 */
export function remember<T>(parts: RememberParts<T>): (key: string) => Promise<T> {
  const { store, tables, limit, load } = parts;
  /** The one asked for last is last. */
  const kept = new Map<string, { version: number; value: Promise<T> }>();

  return function recall(key) {
    // As of before it is read: what is written meanwhile makes it old.
    const version = store.version(tables);
    const known = kept.get(key);
    kept.delete(key);
    if (known?.version === version) {
      kept.set(key, known);
      return known.value;
    }
    const value = load(key);
    kept.set(key, { version, value });
    value.catch(() => {
      if (kept.get(key)?.value === value) kept.delete(key);
    });
    const [oldest] = kept.keys();
    if (kept.size > limit && oldest !== undefined) kept.delete(oldest);
    return value;
  };
}
