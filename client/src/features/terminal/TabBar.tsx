/** The tabs of a lab's terminals, and what can be done with them. */
import { type KeyboardEvent, type RefObject, useRef } from 'react';
import { TERMINALS_PER_LAB } from '../../../../protocol/terminal.ts';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import type { Tab } from './tabs.ts';

const SAID: Record<Tab['state'], string> = {
  connecting: '',
  live: '',
  offline: ', connection lost',
  ended: ', ended',
};

export interface TabBarProps {
  tabs: readonly Tab[];
  active: Tab | undefined;
  opening: boolean;
  screenReader: boolean;
  /** Where the focus goes when it leaves the terminal. */
  activeTab: RefObject<HTMLButtonElement | null>;
  tabId(id: string): string;
  panelId(id: string): string;
  onActivate(id: string): void;
  onOpen(): void;
  onClose(tab: Tab): void;
  onScreenReader(on: boolean): void;
}

export function TabBar(props: TabBarProps) {
  const { tabs, active, activeTab } = props;
  const list = useRef<HTMLDivElement>(null);
  const living = tabs.filter((tab) => tab.state !== 'ended').length;

  /** As the ARIA practices have it: arrows, Home and End move; Delete closes. */
  function onKeyDown(event: KeyboardEvent): void {
    const at = tabs.findIndex((tab) => tab.id === active?.id);
    const to = {
      ArrowRight: (at + 1) % tabs.length,
      ArrowLeft: (at + tabs.length - 1) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    }[event.key];
    if (event.key === 'Delete' && active !== undefined) props.onClose(active);
    const tab = to === undefined ? undefined : tabs[to];
    if (tab === undefined) return;
    event.preventDefault();
    props.onActivate(tab.id);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[to ?? 0]?.focus();
  }

  return (
    <div className="terminal-bar">
      {tabs.length > 0 && (
        <div
          ref={list}
          className="terminal-tabs"
          role="tablist"
          aria-label="Terminals"
          onKeyDown={onKeyDown}
        >
          {tabs.map((tab) => {
            const selected = tab.id === active?.id;
            return (
              <button
                key={tab.id}
                ref={selected ? activeTab : null}
                type="button"
                role="tab"
                id={props.tabId(tab.id)}
                className="terminal-tab"
                data-state={tab.state}
                aria-selected={selected}
                aria-controls={props.panelId(tab.id)}
                tabIndex={selected ? 0 : -1}
                onClick={() => props.onActivate(tab.id)}
              >
                Terminal {tab.number}
                <span className="visually-hidden">{SAID[tab.state]}</span>
              </button>
            );
          })}
        </div>
      )}
      <Button
        look="quiet"
        small
        icon
        aria-label="Open another terminal"
        title={
          living < TERMINALS_PER_LAB
            ? 'Open another terminal'
            : `A lab has ${TERMINALS_PER_LAB} terminals at most`
        }
        disabled={props.opening || living >= TERMINALS_PER_LAB}
        onClick={props.onOpen}
      >
        <Icon name="plus" />
      </Button>
      <span className="terminal-bar-gap" />
      <Button
        look="quiet"
        small
        className="terminal-reader"
        aria-pressed={props.screenReader}
        title="Reads the terminal's output to a screen reader"
        onClick={() => props.onScreenReader(!props.screenReader)}
      >
        Screen reader
      </Button>
      {active !== undefined && (
        <Button
          look="quiet"
          small
          icon
          aria-label={`Close terminal ${active.number}`}
          title={`Close terminal ${active.number}`}
          onClick={() => props.onClose(active)}
        >
          <Icon name="close" />
        </Button>
      )}
    </div>
  );
}
