/**
 * A lab's terminals: tabs, the screen in front, and what is to be said when there is none. How pages use it
 * is written in api.ts.
 */
import { lazy, Suspense, useEffect, useId, useRef, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useSocket } from '../../lib/socket-context.tsx';
import { useStoredFlag } from '../../lib/stored.ts';
import { KeyBar } from './KeyBar.tsx';
import { controlCharacter, type KeyName, WAY_OUT } from './keys.ts';
import { loadScreenNow } from './load-screen.ts';
import { Notice } from './Notice.tsx';
import type { Screen } from './screen.ts';
import { TabBar } from './TabBar.tsx';
import { useSnapshot, useTerminalsStore } from './TerminalsProvider.tsx';
import type { Tab } from './tabs.ts';
import type { TerminalPanelProps } from './types.ts';
import './terminal.css';

const TerminalScreen = lazy(loadScreenNow);

export function TerminalPanel({ className }: TerminalPanelProps) {
  const store = useTerminalsStore();
  const { tabs, active: activeId, problem, opening, focus } = useSnapshot(store);
  const socket = useSocket();
  const id = useId();
  const [screenReader, setScreenReader] = useStoredFlag('screenReader', false);
  const [control, setControl] = useState(false);
  const [closing, setClosing] = useState<Tab | null>(null);
  const screens = useRef(new Map<string, Screen>());
  const activeTab = useRef<HTMLButtonElement>(null);
  const held = useRef(control);
  held.current = control;

  const active = tabs.find((tab) => tab.id === activeId);
  useEffect(() => store.show(), [store]);

  const tabId = (terminal: string) => `${id}tab-${terminal}`;
  const panelId = (terminal: string) => `${id}panel-${terminal}`;
  const hintId = `${id}hint`;

  function transform(text: string): string {
    if (!held.current) return text;
    setControl(false);
    return controlCharacter(text) ?? text;
  }

  function press(key: KeyName): void {
    if (activeId !== null) screens.current.get(activeId)?.press(key);
    setControl(false);
  }

  function close(tab: Tab): void {
    if (tab.state === 'ended') void store.close(tab.id);
    else setClosing(tab);
  }

  return (
    <section className={className ? `terminals ${className}` : 'terminals'} aria-label="Terminals">
      <TabBar
        tabs={tabs}
        active={active}
        opening={opening}
        screenReader={screenReader}
        activeTab={activeTab}
        tabId={tabId}
        panelId={panelId}
        onActivate={store.activate}
        onOpen={() => void store.open()}
        onClose={close}
        onScreenReader={setScreenReader}
      />
      {problem !== '' && (
        <Notice tone="bad" action="Dismiss" onAction={store.dismissProblem}>
          {problem}
        </Notice>
      )}
      {tabs.map((tab) => (
        <div
          key={tab.id}
          role="tabpanel"
          id={panelId(tab.id)}
          aria-labelledby={tabId(tab.id)}
          className="terminal-panel"
          data-state={tab.state}
          hidden={tab.id !== activeId}
        >
          {tab.state === 'offline' && <Notice>Connection lost. Reconnecting…</Notice>}
          {tab.state === 'ended' && (
            <Notice action="Open a new one" onAction={() => void store.open(tab.number)}>
              This shell has ended.
            </Notice>
          )}
          <Suspense fallback={<Skeleton lines={4} />}>
            <TerminalScreen
              terminal={tab.id}
              socket={socket}
              store={store}
              describedBy={hintId}
              screenReader={screenReader}
              focus={focus?.terminal === tab.id ? focus : null}
              handle={screens}
              transform={transform}
              onLeave={() => activeTab.current?.focus()}
            />
          </Suspense>
        </div>
      ))}
      {tabs.length === 0 && (
        <div className="terminal-empty">
          {opening ? (
            <Skeleton lines={4} />
          ) : (
            <>
              <p>No terminal is open. A terminal is a shell on your own Docker host.</p>
              <Button onClick={() => void store.open()}>Open a terminal</Button>
            </>
          )}
        </div>
      )}
      {tabs.length > 0 && (
        <>
          <KeyBar control={control} onControl={setControl} onKey={press} />
          <p className="terminal-hint" id={hintId}>
            <kbd>{WAY_OUT}</kbd> leaves the terminal
          </p>
        </>
      )}
      {closing !== null && (
        <ConfirmDialog
          title={`Close terminal ${closing.number}?`}
          verb="Close"
          onConfirm={() => void store.close(closing.id)}
          onClose={() => setClosing(null)}
        >
          <p>This ends its shell and what runs in it. Your containers go on.</p>
        </ConfirmDialog>
      )}
    </section>
  );
}
