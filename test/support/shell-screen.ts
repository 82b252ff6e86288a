/** A shell in a lab and what it has said so far; a person would see the same. */
import type { HeldState } from '../../server/sandbox/holder/frames.ts';
import type { LabHost, Shell } from '../../server/sandbox/types.ts';
import { eventually } from './lab.ts';

/** The mark that the shell puts at the end of its prompt. */
export const PROMPT = '\u001b]133;B\u0007';

/** Farther than any test writes. */
const WITHOUT_END = 2 ** 40;

export class ShellScreen {
  said = '';
  /** Offset after the last byte that came, and all states that were told. */
  offset = 0;
  states: HeldState[] = [];
  exitCode: number | undefined;
  lost = false;
  #onState = () => {};
  readonly shell: Shell;
  readonly #ended: Promise<void>;

  /** @param granted how far the shell may write; without it, it is not held back by this screen */
  constructor(shell: Shell, { since = 0, granted = WITHOUT_END } = {}) {
    this.shell = shell;
    this.#ended = new Promise((resolve) => {
      shell.listen({
        state: (state) => {
          this.states.push(state);
          this.offset = state.offset;
          this.#onState();
        },
        output: (offset, bytes) => {
          this.offset = offset + bytes.length;
          this.said += Buffer.from(bytes).toString('latin1');
        },
        ended: (exitCode) => {
          this.exitCode = exitCode;
          resolve();
        },
        lost: () => {
          this.lost = true;
          resolve();
        },
      });
    });
    shell.follow(since);
    shell.grant(granted);
  }

  /** As a person reads it: what was said is UTF-8. */
  get text(): string {
    return Buffer.from(this.said, 'latin1').toString('utf8');
  }

  /** Until a state is told. */
  told(): Promise<void> {
    return new Promise((resolve) => {
      this.#onState = resolve;
    });
  }

  /** Until the shell has ended or the connection broke off. */
  async over(): Promise<number | undefined> {
    await this.#ended;
    return this.exitCode;
  }

  async waitFor(text: string | RegExp): Promise<string> {
    await eventually(async () => (this.text.search(text) >= 0 ? true : undefined));
    return this.text;
  }

  /** Types a line and waits for the prompt that follows what it does. */
  async type(line: string): Promise<string> {
    this.said = '';
    this.shell.input.write(`${line}\r`);
    return this.waitFor(PROMPT);
  }
}

/** Attaches to a shell that must be there. */
export async function attachTo(
  host: LabHost,
  terminalId: string,
  options?: { since?: number; granted?: number },
): Promise<ShellScreen> {
  const shell = await host.attach({ terminalId, number: 1 });
  if (shell === undefined) throw new Error(`there is no shell ${terminalId}`);
  return new ShellScreen(shell, options);
}
