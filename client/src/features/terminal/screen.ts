/** One xterm in the page, joined to its shell. Loaded only when a terminal is shown. */
import { FitAddon } from '@xterm/addon-fit';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { WebglAddon } from '@xterm/addon-webgl';
import { Terminal } from '@xterm/xterm';
import { SCROLLBACK_LINES, TerminalSize } from '../../../../protocol/terminal.ts';
import { type ConnectionParts, createConnection } from './connection.ts';
import { isCopy, isPaste, isWayOut, type KeyName, keySequence } from './keys.ts';
import { guardQueries } from './queries.ts';
import { watchTheme } from './theme.ts';

export interface Screen {
  focus(): void;
  press(key: KeyName): void;
  setScreenReader(on: boolean): void;
  dispose(): void;
}

export interface ScreenParts extends Omit<ConnectionParts, 'screen'> {
  element: HTMLElement;
  /** Describes the way out to a screen reader. */
  describedBy: string;
  screenReader: boolean;
  /** Told of the size that fits, for terminals that are opened later. */
  onSize(size: TerminalSize): void;
  /** May turn what was typed into something else (a held Ctrl). */
  transform(text: string): string;
  onLeave(): void;
}

const FONT_SIZE = 13;
/** While a border is dragged, the shell hears of the size when it rests. */
const RESIZE_REST_MS = 80;
/** A browser slows down a page that is not in front, and the shell must not wait for it. */
const HIDDEN_MS = 20_000;

export function openScreen(parts: ScreenParts): Screen {
  const { element } = parts;
  const terminal = new Terminal({
    allowProposedApi: true,
    cursorBlink: false,
    fontFamily: getComputedStyle(element).getPropertyValue('--font-mono').trim(),
    fontSize: FONT_SIZE,
    lineHeight: 1.25,
    // Programs choose their colours for one background; ours may be the other.
    minimumContrastRatio: 4.5,
    screenReaderMode: parts.screenReader,
    scrollback: SCROLLBACK_LINES,
    linkHandler: { activate: (_event, uri) => openLink(uri) },
  });
  const stops: (() => void)[] = [];
  const own = (disposable: { dispose(): void }) => stops.push(() => disposable.dispose());

  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  terminal.loadAddon(new WebLinksAddon((_event, uri) => openLink(uri)));
  stops.push(
    watchTheme(element, (theme) => {
      terminal.options.theme = theme;
    }),
  );
  terminal.open(element);
  terminal.textarea?.setAttribute('aria-describedby', parts.describedBy);
  drawFast(terminal);

  function fitting(): TerminalSize {
    const proposed = TerminalSize.safeParse(fit.proposeDimensions());
    const size = proposed.success ? proposed.data : { cols: terminal.cols, rows: terminal.rows };
    parts.onSize(size);
    return size;
  }

  const connection = createConnection({
    ...parts,
    screen: {
      write: (data, parsed) => terminal.write(data, parsed),
      // In the stream, behind what is still to be parsed: a full reset.
      reset: () => terminal.write('\x1bc'),
      resize: ({ cols, rows }) => terminal.resize(cols, rows),
      fitting,
    },
  });
  own(guardQueries(terminal, connection.answers));

  const encoder = new TextEncoder();
  own(terminal.onData((text) => connection.type(encoder.encode(parts.transform(text)))));
  // Mouse reports in the old encoding are bytes, not characters.
  own(terminal.onBinary((text) => connection.type(Uint8Array.from(text, (c) => c.charCodeAt(0)))));

  terminal.attachCustomKeyEventHandler((event) => {
    if (isWayOut(event)) {
      event.preventDefault();
      if (event.type === 'keydown') parts.onLeave();
      return false;
    }
    if (isCopy(event)) {
      event.preventDefault();
      // xterm answers the browser's own copy command with its selection.
      if (event.type === 'keydown' && terminal.hasSelection()) document.execCommand('copy');
      return false;
    }
    // The browser pastes by itself.
    return !isPaste(event);
  });

  let rest: ReturnType<typeof setTimeout> | undefined;
  const observer = new ResizeObserver(() => {
    clearTimeout(rest);
    // A hidden tab has no size, and its shell keeps the one it had.
    if (element.clientWidth > 0) rest = setTimeout(connection.placeChanged, RESIZE_REST_MS);
  });
  observer.observe(element);
  stops.push(() => observer.disconnect());

  let hidden: ReturnType<typeof setTimeout> | undefined;
  const onVisibility = () => {
    clearTimeout(hidden);
    if (document.hidden) hidden = setTimeout(connection.pause, HIDDEN_MS);
    else connection.resume();
  };
  document.addEventListener('visibilitychange', onVisibility);

  return {
    focus: () => terminal.focus(),
    press: (key) =>
      connection.type(encoder.encode(keySequence(key, terminal.modes.applicationCursorKeysMode))),
    setScreenReader(on) {
      terminal.options.screenReaderMode = on;
    },
    dispose() {
      document.removeEventListener('visibilitychange', onVisibility);
      clearTimeout(rest);
      clearTimeout(hidden);
      connection.close();
      for (const stop of stops) stop();
      terminal.dispose();
    },
  };
}

/** Draws with WebGL where the machine does that well, else with the DOM, which is xterm's own way. */
function drawFast(terminal: Terminal): void {
  if (!hasGraphics()) return;
  try {
    const webgl = new WebglAddon();
    webgl.onContextLoss(() => webgl.dispose());
    terminal.loadAddon(webgl);
  } catch {
    // The DOM renderer is still there.
  }
}

/** Whether WebGL is drawn by a graphics processor; one that is computed is slower than the DOM. */
function hasGraphics(): boolean {
  const context = document
    .createElement('canvas')
    .getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (context === null) return false;
  const facts = context.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(context.getParameter(facts?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
  // Browsers allow few contexts at a time.
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return !/swiftshader|llvmpipe|software/i.test(renderer);
}

/** What a program prints may say anything; only addresses of the web are followed, in a tab of their own. */
function openLink(uri: string): void {
  if (!/^https?:\/\//i.test(uri)) return;
  window.open(uri, '_blank', 'noopener,noreferrer');
}
