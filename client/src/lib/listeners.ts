/** A set of functions to call when something changes. */
export interface Listeners<T> {
  /** Returns the function that takes the listener away again. */
  add(listener: (value: T) => void): () => void;
  emit(value: T): void;
}

export function createListeners<T>(): Listeners<T> {
  const all = new Set<(value: T) => void>();
  return {
    add(listener) {
      all.add(listener);
      return () => {
        all.delete(listener);
      };
    },
    emit(value) {
      for (const listener of [...all]) listener(value);
    },
  };
}
