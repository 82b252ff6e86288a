/** A block of a document as keys for bash's line editor. */

const CONTROL = /\p{Cc}/gu;
const QUOTED_INSERT = '\x16';

/** End of line, then everything before it away: whatever stood at the prompt is gone. */
export const CLEAR_DRAFT = '\x05\x15';

/** Ends a command that the block left unfinished. */
export const INTERRUPT = '\x03';

/**
 * The block's lines, each with the Enter that enters it. Blank lines at the end are left out. A tab or
 * other control character would be a key with a meaning (completion, for one), so it is quoted.
 */
export function linesOf(block: string): string[] {
  return block
    .replace(/\r\n?/g, '\n')
    .trimEnd()
    .split('\n')
    .map((line) => `${line.replace(CONTROL, (character) => QUOTED_INSERT + character)}\r`);
}
