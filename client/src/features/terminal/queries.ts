/**
 * Programs ask a terminal what it is and where its cursor stands; the answer goes to them as if it had been
 * typed. When several pages show one shell, or a screen is being restored, only one answer may be given.
 */
import type { IDisposable, IFunctionIdentifier, Terminal } from '@xterm/xterm';

const CONTROL: readonly IFunctionIdentifier[] = [
  { final: 'c' }, // device attributes
  { prefix: '>', final: 'c' },
  { prefix: '=', final: 'c' },
  { prefix: '>', final: 'q' }, // name and version
  { final: 'n' }, // status and cursor position
  { prefix: '?', final: 'n' },
  { intermediates: '$', final: 'p' }, // whether a mode is set
  { prefix: '?', intermediates: '$', final: 'p' },
  { final: 't' }, // window size
];
/** Colours: of the palette, text, background, cursor. */
const COMMANDS = [4, 10, 11, 12] as const;

/** Swallows queries while `answers` says no. */
export function guardQueries(terminal: Terminal, answers: () => boolean): IDisposable {
  const swallow = () => !answers();
  const guards = [
    ...CONTROL.map((id) => terminal.parser.registerCsiHandler(id, swallow)),
    terminal.parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow),
    ...COMMANDS.map((id) =>
      // The same commands set colours when they carry one.
      terminal.parser.registerOscHandler(id, (data) => data.includes('?') && swallow()),
    ),
  ];
  return {
    dispose() {
      for (const guard of guards) guard.dispose();
    },
  };
}
