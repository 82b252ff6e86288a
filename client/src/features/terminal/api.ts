/**
 * What pages import of terminals.
 *
 *   <TerminalsProvider session={session} ensureSession={startAndWait}>
 *     …the document, with Run buttons: const { run } = useTerminals();
 *                                      const state = useBlockRun(place, block.index);
 *                                      run(place, block.index, block.terminal)
 *     …the workbench: <TerminalPanel />   fills its parent, which must have a height
 *   </TerminalsProvider>
 *
 * One provider a page, around both the document and the panel. The panel may be mounted, hidden and
 * unmounted at will: shells go on in the lab and the screen is restored. xterm is loaded with the first
 * terminal that is shown.
 */
export { loadScreen } from './load-screen.ts';
export { TerminalPanel } from './TerminalPanel.tsx';
export { TerminalsProvider, useBlockRun, useTerminals } from './TerminalsProvider.tsx';
export type { BlockRun } from './types.ts';
