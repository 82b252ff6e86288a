/** The place of one xterm in the page. The default export of a chunk that is loaded on demand. */
import '@xterm/xterm/css/xterm.css';
import { type RefObject, useEffect, useRef } from 'react';
import type { PageSocket } from '../../lib/socket.ts';
import { openScreen, type Screen } from './screen.ts';
import type { TerminalsStore } from './store.ts';

export interface ScreenProps {
  terminal: string;
  socket: PageSocket;
  store: TerminalsStore;
  describedBy: string;
  screenReader: boolean;
  /** Gets a new object for every time that the learner asks for this screen; null until then. */
  focus: object | null;
  /** Set while the screen is there. */
  handle: RefObject<Map<string, Screen>>;
  transform(text: string): string;
  onLeave(): void;
}

export default function TerminalScreen(props: ScreenProps) {
  const { terminal, socket, store, describedBy, screenReader, focus, handle } = props;
  const place = useRef<HTMLDivElement>(null);
  const screen = useRef<Screen | null>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const opened = openScreen({
      element,
      socket,
      terminal,
      describedBy,
      screenReader: latest.current.screenReader,
      onState: (state, exitCode) => store.setTab(terminal, { state, exitCode }),
      onRuns: store.tellRuns,
      onProblem: store.showProblem,
      onSize: store.setSize,
      transform: (text) => latest.current.transform(text),
      onLeave: () => latest.current.onLeave(),
    });
    const screens = handle.current;
    screens.set(terminal, opened);
    screen.current = opened;
    return () => {
      screens.delete(terminal);
      screen.current = null;
      opened.dispose();
    };
  }, [terminal, socket, store, describedBy, handle]);

  useEffect(() => screen.current?.setScreenReader(screenReader), [screenReader]);
  useEffect(() => {
    if (focus !== null) screen.current?.focus();
  }, [focus]);

  return <div ref={place} className="terminal-screen" />;
}
