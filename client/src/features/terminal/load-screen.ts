/** The chunk with xterm in it: asked for when a lab exists, so that its first terminal need not wait for it. */
export const loadScreen = () => import('./Screen.tsx');
