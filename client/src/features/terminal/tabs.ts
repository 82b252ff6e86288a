/** The tabs of a page: what the session lists, what was opened here, and what has ended but can be read. */
import type { TerminalTab } from './types.ts';

export interface Tab extends TerminalTab {
  /** The session's list has named it; from then on its absence there means that it is over. */
  listed: boolean;
}

type Listed = readonly { id: string; number: number }[];

const byNumber = (a: Tab, b: Tab) => a.number - b.number;

const fresh = (id: string, number: number, listed: boolean): Tab => ({
  id,
  number,
  listed,
  state: 'connecting',
  exitCode: null,
});

/** Takes in the session's list. A new terminal takes the place of an ended one of its number. */
export function withListed(tabs: readonly Tab[], listed: Listed): readonly Tab[] {
  const ids = new Set(listed.map((terminal) => terminal.id));
  const kept = tabs.map((tab): Tab => {
    if (ids.has(tab.id)) return tab.listed ? tab : { ...tab, listed: true };
    return tab.listed && tab.state !== 'ended' ? { ...tab, state: 'ended' } : tab;
  });
  return listed.reduce<readonly Tab[]>(
    (all, { id, number }) =>
      all.some((tab) => tab.id === id) ? all : withOpened(all, id, number, true),
    kept,
  );
}

/** Adds a terminal that has just been opened. */
export function withOpened(
  tabs: readonly Tab[],
  id: string,
  number: number,
  listed = false,
): readonly Tab[] {
  if (tabs.some((tab) => tab.id === id)) return tabs;
  const others = tabs.filter((tab) => tab.number !== number);
  return [...others, fresh(id, number, listed)].sort(byNumber);
}

export function withChange(
  tabs: readonly Tab[],
  id: string,
  change: Partial<Pick<Tab, 'state' | 'exitCode'>>,
): readonly Tab[] {
  return tabs.map((tab) => {
    if (tab.id !== id) return tab;
    // What is over stays over: the connection may still be saying goodbye.
    return {
      ...tab,
      ...change,
      state: tab.state === 'ended' ? 'ended' : (change.state ?? tab.state),
    };
  });
}

export function without(tabs: readonly Tab[], id: string): readonly Tab[] {
  return tabs.filter((tab) => tab.id !== id);
}
