/** Markdown as tokens: GitHub's flavour and callouts, with the line that each token begins on. */
import { Marked, type Token, type Tokens } from 'marked';
import { unescapeHtml } from './escape.ts';

/** `> [!kind] Title` and the quoted lines after it. */
export interface CalloutToken {
  type: 'callout';
  raw: string;
  kind: string;
  /** Empty when there is none. */
  title: string;
  tokens: Token[];
}

const CALLOUT = /^ {0,3}>[ \t]*\[!([A-Za-z]+)\][ \t]*([^\n]*)(?:\n|$)((?: {0,3}>[^\n]*(?:\n|$))*)/;

/** A marked instance that knows callouts. Each user adds a renderer of its own. */
export const createMarked = (): Marked =>
  new Marked({
    gfm: true,
    extensions: [
      {
        name: 'callout',
        level: 'block',
        start: (source) => /^ {0,3}>[ \t]*\[!/m.exec(source)?.index,
        tokenizer(source) {
          const match = CALLOUT.exec(source);
          if (match === null) return undefined;
          const [raw, kind = '', title = '', quoted = ''] = match;
          const body = quoted.replace(/^ {0,3}> ?/gm, '');
          const token: CalloutToken = {
            type: 'callout',
            raw,
            kind: kind.toLowerCase(),
            title: title.trim(),
            tokens: this.lexer.blockTokens(body, []),
          };
          return token;
        },
        childTokens: ['tokens'],
      },
    ],
  });

/** A token where it stands. */
export interface Placed {
  token: Token | CalloutToken;
  /** From 0, in the text that was read. */
  line: number;
  /** The tokens around it, outermost first; empty for those of the document itself. */
  within: readonly (Token | CalloutToken)[];
}

export const isCallout = (token: Token | CalloutToken): token is CalloutToken =>
  token.type === 'callout';

function childrenOf(token: Token | CalloutToken): readonly Token[] {
  if (token.type === 'list') return (token as Tokens.List).items;
  if (token.type === 'table') {
    const table = token as Tokens.Table;
    return [table.header, ...table.rows].flat().flatMap((cell) => cell.tokens);
  }
  return 'tokens' in token ? (token.tokens ?? []) : [];
}

/**
 * Every token in the order of the document, outer before inner. Marked keeps no positions, so each is
 * looked for after the one before it; one that can't be found has its parent's line.
 */
export function* walk(source: string, tokens: readonly Token[]): Generator<Placed> {
  const lineStarts = [0];
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) {
    lineStarts.push(at + 1);
  }
  let line = 0;
  const lineOf = (offset: number): number => {
    while (line > 0 && (lineStarts[line] ?? 0) > offset) line--;
    while ((lineStarts[line + 1] ?? Infinity) <= offset) line++;
    return line;
  };

  function* visit(
    list: readonly (Token | CalloutToken)[],
    from: number,
    to: number,
    within: readonly (Token | CalloutToken)[],
  ): Generator<Placed> {
    let cursor = from;
    for (const token of list) {
      const firstLine = token.raw.trim().split('\n', 1)[0] ?? '';
      const found = source.slice(cursor, to).indexOf(firstLine);
      const start = found === -1 ? cursor : cursor + found;
      yield { token, line: lineOf(found === -1 ? from : start), within };
      const end = within.length === 0 ? Math.min(to, start + token.raw.trim().length) : to;
      yield* visit(childrenOf(token), start, end, [...within, token]);
      cursor = within.length === 0 ? end : found === -1 ? cursor : start + firstLine.length;
    }
  }
  yield* visit(tokens, 0, source.length, []);
}

/** All words of a block, without marks: what can be found in it. */
export function wordsOf(token: Token | CalloutToken): string {
  if (isCallout(token)) return [token.title, ...token.tokens.map(wordsOf)].join(' ');
  if (token.type === 'html' || token.type === 'space') return '';
  if (token.type === 'code') return (token as Tokens.Code).text;
  if (token.type === 'table') {
    const { header, rows } = token as Tokens.Table;
    return [header, ...rows]
      .flat()
      .map((cell) => plainText(cell.tokens))
      .join(' ');
  }
  const blocks = childrenOf(token);
  const holdsBlocks = ['list', 'list_item', 'blockquote'].includes(token.type);
  return holdsBlocks ? blocks.map(wordsOf).join(' ') : plainText(blocks);
}

/** The words of inline tokens, without marks. */
export function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === 'br') return ' ';
      if (token.type === 'codespan') return (token as Tokens.Codespan).text;
      if ('tokens' in token && token.tokens !== undefined) return plainText(token.tokens);
      return 'text' in token ? unescapeHtml(String(token.text)) : '';
    })
    .join('');
}
