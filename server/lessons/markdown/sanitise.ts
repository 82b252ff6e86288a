/**
 * The last thing that happens to rendered markdown: what isn't on these lists doesn't leave the server.
 * The renderer already writes nothing else; this holds even when it, or marked, is wrong.
 */
import sanitizeHtml from 'sanitize-html';

const INLINE = ['a', 'strong', 'em', 'del', 'code', 'br', 'span'];
const FLOW = [
  'p',
  'ul',
  'ol',
  'li',
  'blockquote',
  'hr',
  'h2',
  'h3',
  'pre',
  'div',
  'figure',
  'figcaption',
];
const TABLE = ['table', 'thead', 'tbody', 'tr', 'th', 'td'];
const ALIGN = ['align-left', 'align-center', 'align-right'];

const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: [...INLINE, ...FLOW, ...TABLE, 'img'],
  allowedAttributes: {
    a: ['href', 'target', 'rel'],
    h2: ['id'],
    h3: ['id'],
    ol: ['start'],
    pre: ['tabindex'],
    th: ['scope'],
    div: ['role', 'aria-label', 'tabindex'],
    span: ['data-picture'],
    figure: ['data-block', 'data-kind', 'data-lang', 'data-terminal'],
    img: ['src', 'alt', 'width', 'height', 'loading'],
  },
  allowedClasses: {
    a: ['term'],
    figure: ['block', 'picture'],
    div: ['callout', /^callout-[a-z]+$/, 'table-scroll'],
    p: ['callout-title'],
    span: [/^tok-[a-z]+$/],
    th: ALIGN,
    td: ALIGN,
  },
  allowedSchemes: ['https'],
  allowProtocolRelative: false,
  exclusiveFilter: ({ tag, attribs }) =>
    tag === 'img' && !/^\/content\/lessons\/[a-z0-9-]+\/[a-z0-9.-]+$/.test(attribs.src ?? ''),
};

export const sanitise = (html: string): string => sanitizeHtml(html, OPTIONS);
