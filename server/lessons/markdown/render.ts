/** From a parsed document to the HTML that `docs/authoring.md` describes. */
import type { Marked, Tokens } from 'marked';
import type { FindTerms } from '../../reference/term-links.ts';
import { imageUrl } from '../pictures/picture.ts';
import { placeSvg } from '../pictures/svg.ts';
import { escapeHtml, escapeMarkdownText } from './escape.ts';
import { languageName } from './fence.ts';
import type { Highlight } from './highlight.ts';
import { readLink } from './links.ts';
import { CALLOUTS, type ParsedDocument, type PlacedPicture } from './parse.ts';
import { sanitise } from './sanitise.ts';
import { createMarked, isCallout } from './tokens.ts';

/** Text in which no terms are looked for. */
const noTerms: FindTerms = (text) => [{ text }];

/**
 * Renders; `slug` is the lesson that owns the pictures.
 * @param findTerms of this document: what it finds in running text leads to the glossary
 */
export function renderDocument(
  document: ParsedDocument,
  highlight: Highlight,
  slug: string,
  findTerms: FindTerms = noTerms,
): string {
  const marked = rendererFor(document, highlight, slug, findTerms);
  const html = sanitise(marked.parser(document.tokens));
  // Drawings have been held against lists of their own, in which case counts.
  return html.replace(/<span data-picture="(\d+)"><\/span>/g, (_, index) => {
    const placed = document.pictures[Number(index)];
    if (placed?.picture.kind !== 'drawing') return '';
    return placeSvg(placed.picture.drawing, escapeHtml(placed.alt), `picture-${index}`);
  });
}

function rendererFor(
  document: ParsedDocument,
  highlight: Highlight,
  slug: string,
  findTerms: FindTerms,
): Marked {
  const { fences, ids, placed, pictures } = document;
  /** In a heading or a link no terms are looked for. */
  let find = findTerms;
  function withoutTerms(render: () => string): string {
    const before = find;
    find = noTerms;
    const html = render();
    find = before;
    return html;
  }
  const marked = createMarked();
  marked.use({
    extensions: [
      {
        name: 'callout',
        renderer(token) {
          if (!isCallout(token)) return false;
          const title = token.title === '' ? (CALLOUTS.get(token.kind) ?? '') : token.title;
          return `<div class="callout callout-${escapeHtml(token.kind)}" role="note"><p class="callout-title">${escapeMarkdownText(title)}</p>\n${this.parser.parse(token.tokens)}</div>\n`;
        },
      },
    ],
    renderer: {
      code(token) {
        const found = fences.get(token);
        if (found === undefined) return `<pre><code>${escapeHtml(token.text)}</code></pre>\n`;
        const { block, fence } = found;
        const terminal = block.terminal === undefined ? '' : ` data-terminal="${block.terminal}"`;
        return `<figure class="block" data-block="${block.index}" data-kind="${block.kind}" data-lang="${fence.language}"${terminal}><figcaption>${caption(found)}</figcaption><pre tabindex="0"><code>${highlight(block.text, fence.language)}</code></pre></figure>\n`;
      },
      heading(token) {
        const tag = token.depth === 3 ? 'h3' : 'h2';
        const html = withoutTerms(() => this.parser.parseInline(token.tokens));
        const words = html.replace(/\s*\{#[^{}\s]*\}\s*$/, '');
        return `<${tag} id="${escapeHtml(ids.get(token) ?? '')}">${words}</${tag}>\n`;
      },
      paragraph(token) {
        const picture = pictures[placed.get(token) ?? -1];
        if (picture !== undefined) return figure(picture, pictures.indexOf(picture), slug);
        return `<p>${this.parser.parseInline(token.tokens)}</p>\n`;
      },
      html: () => '',
      checkbox: () => '',
      image: () => '',
      link(token) {
        const words = withoutTerms(() => this.parser.parseInline(token.tokens));
        const target = readLink(token.href);
        if (target === undefined) return words;
        const external =
          target.kind === 'external' ? ' target="_blank" rel="noopener noreferrer"' : '';
        return `<a href="${escapeHtml(token.href)}"${external}>${words}</a>`;
      },
      text(token) {
        return 'tokens' in token && token.tokens !== undefined
          ? this.parser.parseInline(token.tokens)
          : find(token.text).map(pieceHtml).join('');
      },
      table(token) {
        const row = (cells: Tokens.TableCell[]): string =>
          `<tr>${cells.map((cell) => this.tablecell(cell)).join('')}</tr>`;
        const body = token.rows.map((cells) => row(cells)).join('\n');
        return `<div class="table-scroll" role="group" aria-label="Table" tabindex="0"><table><thead>${row(token.header)}</thead><tbody>${body}</tbody></table></div>\n`;
      },
      tablecell(token) {
        const align = token.align === null ? '' : ` class="align-${token.align}"`;
        const inline = () => this.parser.parseInline(token.tokens);
        const words = token.header ? withoutTerms(inline) : inline();
        return token.header ? `<th scope="col"${align}>${words}</th>` : `<td${align}>${words}</td>`;
      },
    },
  });
  return marked;
}

function pieceHtml({ text, term }: ReturnType<FindTerms>[number]): string {
  const words = escapeMarkdownText(text);
  return term === undefined ? words : `<a class="term" href="/glossary#${term}">${words}</a>`;
}

function caption({
  block,
  fence,
}: {
  block: ParsedDocument['blocks'][number];
  fence: { language: Parameters<typeof languageName>[0] };
}): string {
  switch (block.kind) {
    case 'run':
      return block.terminal === undefined ? 'Terminal' : `Terminal ${block.terminal}`;
    case 'file':
      return `<code>${escapeHtml(block.file ?? '')}</code>`;
    case 'expect':
      return 'You should see';
    case 'plain':
      return languageName(fence.language);
  }
}

function figure(placed: PlacedPicture, index: number, slug: string): string {
  const { picture, file, alt } = placed;
  const shown =
    picture.kind === 'drawing'
      ? `<span data-picture="${index}"></span>`
      : `<img src="${imageUrl(slug, file)}" alt="${escapeHtml(alt)}" width="${picture.size.width}" height="${picture.size.height}" loading="lazy">`;
  const words =
    placed.caption === '' ? '' : `<figcaption>${escapeHtml(placed.caption)}</figcaption>`;
  return `<figure class="picture">${shown}${words}</figure>\n`;
}
