/** A page that shows one terminal: the client's own connection, with a headless xterm for a screen. */
import headless from '@xterm/headless';
import {
  type Connection,
  createConnection,
} from '../../client/src/features/terminal/connection.ts';
import type { TerminalTab } from '../../client/src/features/terminal/types.ts';
import type { RunStatus, TerminalSize } from '../../protocol/terminal.ts';
import { eventually } from './eventually.ts';
import type { TestPage } from './page-socket.ts';

export interface TestTerminal {
  readonly id: string;
  readonly number: number;
  readonly connection: Connection;
  /** Every byte that was given to the screen, one character a byte. */
  bytes(): string;
  /** How often the screen was cleared to be restored. */
  resets(): number;
  state(): TerminalTab['state'];
  exitCode(): number | null;
  runs: RunStatus[];
  /** Rows of the screen and what is above, without blank ends. */
  text(): string;
  alternate(): boolean;
  size(): TerminalSize;
  type(text: string): void;
  /** While held, nothing is parsed, as in a browser that cannot keep up. */
  hold(held: boolean): void;
  setPlace(size: TerminalSize): void;
  until(what: string | RegExp | (() => boolean)): Promise<void>;
  close(): void;
}

const SIZE: TerminalSize = { cols: 80, rows: 24 };

export async function openTerminal(
  page: TestPage,
  session: string,
  number?: number,
): Promise<TestTerminal> {
  const opened = await page.socket.request('terminal:open', {
    session,
    ...SIZE,
    ...(number === undefined ? {} : { number }),
  });
  return showTerminal(page, opened.terminal, opened.number);
}

export function showTerminal(page: TestPage, id: string, number = 1, place = SIZE): TestTerminal {
  const xterm = new headless.Terminal({ ...place, scrollback: 5000, allowProposedApi: true });
  const all: string[] = [];
  const runs: RunStatus[] = [];
  let state: TerminalTab['state'] = 'connecting';
  let exitCode: number | null = null;
  let resets = 0;
  let held = false;
  let waiting: (() => void)[] = [];
  const stop = page.socket.on('terminal:run', (run) => {
    if (run.terminal === id) runs.push(run);
  });
  const connection = createConnection({
    socket: page.socket,
    terminal: id,
    screen: {
      write(data, parsed) {
        all.push(Buffer.from(data).toString('latin1'));
        const write = () => xterm.write(data, parsed);
        if (held) waiting.push(write);
        else write();
      },
      reset() {
        resets += 1;
        xterm.write('\x1bc');
      },
      resize: ({ cols, rows }) => xterm.resize(cols, rows),
      fitting: () => place,
    },
    onState(next, code) {
      state = next;
      exitCode = code;
    },
    onRuns: (remembered) => runs.push(...remembered),
    onProblem(message) {
      throw new Error(message);
    },
  });

  const text = () => {
    const { active } = xterm.buffer;
    const lines: string[] = [];
    for (let row = 0; row < active.length; row++) {
      const line = active.getLine(row);
      const piece = line?.translateToString(true) ?? '';
      if (line?.isWrapped) lines.push((lines.pop() ?? '') + piece);
      else lines.push(piece);
    }
    return lines.join('\n').trimEnd();
  };

  return {
    id,
    number,
    connection,
    runs,
    text,
    bytes: () => all.join(''),
    resets: () => resets,
    state: () => state,
    exitCode: () => exitCode,
    alternate: () => xterm.buffer.active.type === 'alternate',
    size: () => ({ cols: xterm.cols, rows: xterm.rows }),
    type: (typed) => connection.type(Buffer.from(typed)),
    hold(next) {
      held = next;
      if (held) return;
      for (const write of waiting.splice(0)) write();
    },
    setPlace(next) {
      place = next;
      connection.placeChanged();
    },
    async until(what) {
      const holds =
        typeof what === 'function'
          ? what
          : () => (typeof what === 'string' ? text().includes(what) : what.test(text()));
      await eventually(holds, () => text().slice(-1500));
    },
    close() {
      waiting = [];
      stop();
      connection.close();
      xterm.dispose();
    },
  };
}
