import { useCallback, useState } from 'react';

/** A setting of this browser. Storage may be full or forbidden; the setting then lasts as long as the page. */
export function readStored(name: string): string | null {
  try {
    return localStorage.getItem(`holdfast.${name}`);
  } catch {
    return null;
  }
}

export function writeStored(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`holdfast.${name}`);
    else localStorage.setItem(`holdfast.${name}`, value);
  } catch {
    // See readStored.
  }
}

/** A boolean that this browser remembers. */
export function useStoredFlag(name: string, initial: boolean): [boolean, (value: boolean) => void] {
  const [value, setValue] = useState(() => {
    const stored = readStored(name);
    return stored === null ? initial : stored === 'yes';
  });
  const set = useCallback(
    (next: boolean) => {
      writeStored(name, next ? 'yes' : 'no');
      setValue(next);
    },
    [name],
  );
  return [value, set];
}
