/** The chunk with xterm in it: asked for when a lab is near, so that its first terminal need not wait for it. */
import type { ComponentType } from 'react';
import type { ScreenProps } from './Screen.tsx';

interface ScreenModule {
  default: ComponentType<ScreenProps>;
}

let loaded: ScreenModule | undefined;

export async function loadScreen(): Promise<ScreenModule> {
  loaded ??= await import('./Screen.tsx');
  return loaded;
}

/**
 * For React's `lazy`. A promise is never there at once, and a fallback that has been shown stays for a third of
 * a second; so what is loaded already is handed over without one.
 */
export function loadScreenNow(): Promise<ScreenModule> {
  const module = loaded;
  if (module === undefined) return loadScreen();
  const there: PromiseLike<ScreenModule> = {
    // biome-ignore lint/suspicious/noThenProperty: to be a promise that is there at once is its purpose
    then: (resolve) => resolve?.(module) as never,
  };
  return there as Promise<ScreenModule>;
}
