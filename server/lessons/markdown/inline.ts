/** Markdown of one line: what a question asks, what an option says. */
import type { Token } from 'marked';
import { escapeMarkdownText } from './escape.ts';
import { sanitise } from './sanitise.ts';
import { createMarked, plainText } from './tokens.ts';

export interface Inline {
  html: string;
  /** The same without marks. */
  words: string;
}

/** Words, code and emphasis. Not links: such a line stands in a label, where a press means something else. */
const ALLOWED: ReadonlySet<string> = new Set(['text', 'escape', 'codespan', 'strong', 'em', 'del']);

const marked = createMarked().use({
  renderer: { text: ({ text }) => escapeMarkdownText(text) },
});

/** Reads and renders. Undefined when it holds anything else; the report says what. */
export function readInline(
  markdown: string,
  report: (message: string) => void,
): Inline | undefined {
  const blocks = marked.lexer(markdown.trim());
  const [paragraph] = blocks;
  if (blocks.length !== 1 || paragraph?.type !== 'paragraph' || !paragraph.tokens) {
    report('must be one paragraph, without lists, headings, code blocks or HTML');
    return undefined;
  }
  const { tokens } = paragraph;
  const strange = firstStrange(tokens);
  if (strange !== undefined) {
    report(`\`${strange.raw}\` can't stand here, only words, \`code\` and emphasis`);
    return undefined;
  }
  return {
    html: sanitise(marked.parser([paragraph])).replace(/^<p>|<\/p>\s*$/g, ''),
    words: plainText(tokens),
  };
}

function firstStrange(tokens: readonly Token[]): Token | undefined {
  for (const token of tokens) {
    if (!ALLOWED.has(token.type)) return token;
    const inner = 'tokens' in token ? firstStrange(token.tokens ?? []) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}
