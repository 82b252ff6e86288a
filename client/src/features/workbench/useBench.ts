import { useCallback, useState } from 'react';
import { useStoredFlag } from '../../lib/stored.ts';
import { useMedia } from '../../lib/use-media.ts';

export interface Bench {
  /** Whether there is room for it beside the text. */
  wide: boolean;
  shown: boolean;
  show(): void;
  hide(): void;
}

/** Whether the workbench is to be seen: beside the text as the reader left it, over the text when asked for. */
export function useBench(): Bench {
  const wide = useMedia('(min-width: 900px)');
  const [beside, setBeside] = useStoredFlag('bench', true);
  const [over, setOver] = useState(false);
  const set = wide ? setBeside : setOver;
  const show = useCallback(() => set(true), [set]);
  const hide = useCallback(() => set(false), [set]);
  return { wide, shown: wide ? beside : over, show, hide };
}
