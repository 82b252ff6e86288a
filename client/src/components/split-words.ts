/** Plain text as the server sends it: `code` in backticks, and words for where state lives. */

export type StateKind = 'image' | 'writable' | 'volume' | 'bind' | 'tmpfs';

export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'state'; text: string; state: StateKind };

const STATES: ReadonlyArray<readonly [RegExp, StateKind]> = [
  [/^image layers?$/i, 'image'],
  [/^writable layers?$/i, 'writable'],
  [/volumes?$/i, 'volume'],
  [/^bind mounts?$/i, 'bind'],
  [/^tmpfs( mounts?)?$/i, 'tmpfs'],
];

const STATE_WORDS =
  /\b(image layers?|writable layers?|(?:(?:anonymous|named) )?volumes?|bind mounts?|tmpfs(?: mounts?)?)\b/i;

function statesOf(text: string): Piece[] {
  return text.split(STATE_WORDS).flatMap((part, index): Piece[] => {
    if (part === '') return [];
    const state = index % 2 === 1 && STATES.find(([pattern]) => pattern.test(part))?.[1];
    return [state ? { kind: 'state', text: part, state } : { kind: 'text', text: part }];
  });
}

/**
 * The pieces of a text, in order. A backtick without a partner is a backtick.
 * @param states whether words for where state lives are pieces of their own
 */
export function splitWords(text: string, states: boolean): Piece[] {
  return text.split(/`([^`]+)`/).flatMap((part, index): Piece[] => {
    if (part === '') return [];
    if (index % 2 === 1) return [{ kind: 'code', text: part }];
    return states ? statesOf(part) : [{ kind: 'text', text: part }];
  });
}
