/**
 * From markdown to what a document is made of: tokens, blocks, headings, links, pictures. Pure, quick and
 * without highlighting, so that everything can be checked and indexed before anything is rendered.
 */
import type { Token, Tokens } from 'marked';
import type { Block, Heading } from '../../../protocol/course.ts';
import type { Picture } from '../pictures/picture.ts';
import type { Report } from '../problems.ts';
import { createAnchors, isAnchor, splitAnchor } from './anchors.ts';
import { type Fence, readFence } from './fence.ts';
import { readLink, type Target } from './links.ts';
import {
  type CalloutToken,
  createMarked,
  isCallout,
  type Placed,
  plainText,
  walk,
} from './tokens.ts';

/** What a document may hold, and what surrounds it. */
export interface DocumentRules {
  /** The file's line that the text begins on. */
  firstLine: number;
  /** Blocks that do something, and headings: not in hints. */
  kind: 'page' | 'hint';
  /** Pictures of the folder, by file name. */
  pictures: ReadonlyMap<string, Picture>;
}

export interface PlacedPicture {
  file: string;
  alt: string;
  caption: string;
  picture: Picture;
}

export interface ParsedDocument {
  tokens: Token[];
  blocks: Block[];
  headings: (Heading & { line: number })[];
  /** Every link that leads to a lesson or lab. */
  links: { target: Target; href: string; line: number }[];
  pictures: PlacedPicture[];
  /** What was found of single tokens, for rendering. */
  fences: ReadonlyMap<Token | CalloutToken, { block: Block; fence: Fence }>;
  ids: ReadonlyMap<Token | CalloutToken, string>;
  placed: ReadonlyMap<Token | CalloutToken, number>;
}

/** Kinds of callouts, with the heading that each has by itself. */
export const CALLOUTS: ReadonlyMap<string, string> = new Map([
  ['note', 'Note'],
  ['warning', 'Warning'],
  ['really', 'What really happens'],
  ['pitfall', 'Pitfall'],
]);

const COMMENTS = /^\s*(<!--[\s\S]*?-->\s*)*$/;

/** Reads a document. Whatever it may not hold is reported; the result is then only good for further checks. */
export function parseDocument(
  markdown: string,
  rules: DocumentRules,
  report: Report,
): ParsedDocument {
  const source = markdown.replace(/\r\n?/g, '\n');
  const tokens: Token[] = createMarked().lexer(source);
  const anchors = createAnchors();
  const fences = new Map<Token | CalloutToken, { block: Block; fence: Fence }>();
  const ids = new Map<Token | CalloutToken, string>();
  const placed = new Map<Token | CalloutToken, number>();
  const document: ParsedDocument = {
    tokens,
    blocks: [],
    headings: [],
    links: [],
    pictures: [],
    fences,
    ids,
    placed,
  };
  const here: { id: string; line: number }[] = [];

  function visitCode(token: Tokens.Code, line: number): void {
    if (token.codeBlockStyle === 'indented') {
      report('Indented code has no number; write it between ``` fences.', line);
    }
    const { fence, problems } = readFence(token.lang ?? '');
    for (const problem of problems) report(problem, line);
    const { kind, terminal, file } = fence;
    if (rules.kind === 'hint' && kind !== 'plain') report('A hint holds plain blocks only.', line);
    if (kind === 'run' && token.text.trim() === '') report('This block runs nothing.', line);
    const previous = document.blocks.at(-1);
    if (kind === 'expect' && previous?.kind !== 'run' && previous?.kind !== 'expect') {
      report('`expect` stands after the `run` block whose output it shows.', line);
    }
    const block: Block = {
      index: document.blocks.length,
      kind,
      text: token.text,
      ...(terminal === undefined ? {} : { terminal }),
      ...(file === undefined ? {} : { file }),
    };
    document.blocks.push(block);
    fences.set(token, { block, fence });
  }

  function visitHeading(
    token: Tokens.Heading,
    { line, within }: { line: number; within: Placed['within'] },
  ): void {
    const { text, id } = splitAnchor(plainText(token.tokens));
    const level = token.depth;
    if (rules.kind === 'hint') report('A hint has no headings.', line);
    if (within.length > 0)
      report('A heading stands by itself, not in a list, quote or callout.', line);
    if (level !== 2 && level !== 3) {
      report('Headings are `##` and `###`; the title stands in the front matter.', line);
    } else if (level === 3 && document.headings.length === 0) {
      report('A `###` heading stands under a `##` heading.', line);
    }
    if (text === '') report('This heading has no words.', line);
    if (id !== null && !isAnchor(id)) {
      report(`The id \`${id}\` must be lower-case letters, digits and single dashes.`, line);
    } else if (id !== null && !anchors.claim(id)) {
      report(`The id \`${id}\` is taken by another heading.`, line);
    }
    const anchor = id ?? anchors.make(text);
    ids.set(token, anchor);
    document.headings.push({ id: anchor, text, level: Math.min(Math.max(level, 2), 3), line });
  }

  function visitLink(token: Tokens.Link, line: number): void {
    const target = readLink(token.href);
    if (target === undefined) {
      report(
        `A link can't lead to \`${token.href}\`: https://…, /lessons/SLUG#id, /labs/SLUG or #id.`,
        line,
      );
    } else if (target.kind === 'here') here.push({ id: target.id, line });
    else if (target.kind !== 'external') document.links.push({ target, href: token.href, line });
    if (plainText(token.tokens).trim() === '') report('This link has no words.', line);
  }

  function visitImage(
    token: Tokens.Image,
    { line, within }: { line: number; within: Placed['within'] },
  ): void {
    const paragraph = within.at(-1);
    const alone =
      paragraph?.type === 'paragraph' && 'tokens' in paragraph && paragraph.tokens?.length === 1;
    if (!alone) report('A picture stands in a paragraph of its own.', line);
    const alt = token.text.trim();
    if (alt === '') report("A picture needs words in its brackets for who can't see it.", line);
    const picture = rules.pictures.get(token.href);
    if (picture === undefined) {
      report(`There is no picture \`${token.href}\` beside the document.`, line);
      return;
    }
    if (paragraph !== undefined) placed.set(paragraph, document.pictures.length);
    document.pictures.push({ file: token.href, alt, caption: token.title ?? '', picture });
  }

  for (const { token, line: at, within } of walk(source, tokens)) {
    const line = rules.firstLine + at;
    if (isCallout(token)) {
      if (!CALLOUTS.has(token.kind)) {
        report(
          `There is no callout \`[!${token.kind}]\`; there are ${[...CALLOUTS.keys()].join(', ')}.`,
          line,
        );
      }
    } else if (token.type === 'code') visitCode(token as Tokens.Code, line);
    else if (token.type === 'heading') visitHeading(token as Tokens.Heading, { line, within });
    else if (token.type === 'link') visitLink(token as Tokens.Link, line);
    else if (token.type === 'image') visitImage(token as Tokens.Image, { line, within });
    else if (token.type === 'checkbox')
      report('Task lists are not for documents; use words.', line);
    else if (token.type === 'html' && !COMMENTS.test(token.raw)) {
      const tag = token.raw.trim().split('\n', 1)[0] ?? '';
      report(`\`${tag}\` is raw HTML; write it in backticks, or as markdown.`, line);
    }
  }
  const known = new Set(document.headings.map((heading) => heading.id));
  for (const { id, line } of here) {
    if (!known.has(id)) report(`No heading here has the id \`${id}\`.`, line);
  }
  return document;
}
