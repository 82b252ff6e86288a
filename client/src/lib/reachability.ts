/** Whether the server answers over HTTP, as the last request found it. */
import { createListeners } from './listeners.ts';

export interface Reachability {
  /** `fetch` that keeps watch. */
  readonly fetch: typeof fetch;
  reachable(): boolean;
  onChange(listener: (reachable: boolean) => void): () => void;
}

export function createReachability(send: typeof fetch): Reachability {
  const listeners = createListeners<boolean>();
  let reachable = true;
  const set = (next: boolean) => {
    if (next === reachable) return;
    reachable = next;
    listeners.emit(next);
  };
  return {
    async fetch(input, init) {
      try {
        const response = await send(input, init);
        set(true);
        return response;
      } catch (error) {
        set(false);
        throw error;
      }
    },
    reachable: () => reachable,
    onChange: (listener) => listeners.add(listener),
  };
}
