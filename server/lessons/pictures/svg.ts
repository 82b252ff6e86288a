/**
 * Drawings that become part of the page. Strict lists of elements, attributes and values: what isn't on
 * them is reported and dropped, so nothing of a drawing can run, load or style anything.
 */
import sanitizeHtml from 'sanitize-html';
import type { Report } from '../problems.ts';

const ELEMENTS = [
  'svg',
  'g',
  'defs',
  'path',
  'rect',
  'circle',
  'ellipse',
  'line',
  'polyline',
  'polygon',
  'text',
  'tspan',
  'marker',
  'pattern',
  'clipPath',
  'use',
];
/** Dropped with what is in them: words for editors and screen readers, which get the picture's text. */
const SILENT = ['title', 'desc', 'metadata'];
/** Dropped without a word: what every drawing program writes on the root. */
const SILENT_ATTRIBUTES = ['xmlns', 'version'];

const CLASSES = new Set(
  ['image', 'writable', 'volume', 'bind', 'tmpfs', 'box', 'line', 'accent', 'fill', 'gone']
    .concat(['text', 'small', 'strong', 'code'])
    .map((name) => `fig-${name}`),
);

const NUMBERS = /^[-+\d.,eE%\s]*$/;
const WORD = /^[a-z-]+$/;
const ID = /^[A-Za-z][\w-]*$/;
const REFERENCE = /^url\(#([A-Za-z][\w-]*)\)$/;

/** For each attribute what its value may be. */
const ATTRIBUTES: Record<string, RegExp> = {
  id: ID,
  class: /^[a-z\s-]*$/,
  href: /^#[A-Za-z][\w-]*$/,
  d: /^[MmLlHhVvCcSsQqTtAaZz\d\s.,eE+-]*$/,
  transform: /^[a-zA-Z\d\s.,()eE+-]*$/,
  patternTransform: /^[a-zA-Z\d\s.,()eE+-]*$/,
  orient: /^(auto|auto-start-reverse|[-\d.]+)$/,
  fill: /^(none|currentColor|url\(#[A-Za-z][\w-]*\))$/,
  stroke: /^(none|currentColor|url\(#[A-Za-z][\w-]*\))$/,
  'clip-path': REFERENCE,
  'marker-start': REFERENCE,
  'marker-mid': REFERENCE,
  'marker-end': REFERENCE,
  ...Object.fromEntries(
    'viewBox width height x y x1 y1 x2 y2 cx cy r rx ry points dx dy refX refY opacity markerWidth markerHeight stroke-width stroke-dasharray stroke-dashoffset'
      .split(' ')
      .map((name) => [name, NUMBERS]),
  ),
  ...Object.fromEntries(
    'text-anchor dominant-baseline stroke-linecap stroke-linejoin markerUnits patternUnits patternContentUnits clipPathUnits preserveAspectRatio'
      .split(' ')
      .map((name) => [
        name,
        name.endsWith('Units') ? /^(userSpaceOnUse|objectBoundingBox|strokeWidth)$/ : WORD,
      ]),
  ),
};
ATTRIBUTES.preserveAspectRatio = /^[A-Za-z\s]+$/;

export interface Drawing {
  /** Without the opening and closing tag of the root. Ids and references carry `PREFIX-`. */
  inner: string;
  viewBox: string;
  width: number;
  height: number;
}

/** Stands before every id of a drawing until it is put into a page. */
const PREFIX = '\u0001';

/** Reads a drawing. Undefined when it has no usable root; everything else that is wrong is only reported. */
export function readSvg(source: string, report: Report): Drawing | undefined {
  const problem = (message: string, needle: string): void =>
    report(message, lineOf(source, needle));
  if (/<!(?!--)|<\?(?!xml\s)/.test(source)) {
    report('A drawing has no DOCTYPE, CDATA or processing instruction; take them out.');
  }
  const ids = new Set<string>();
  const references = new Set<string>();
  let depth = 0;
  let viewBox: string | undefined;

  const keep = (tag: string, name: string, value: string): string | undefined => {
    if (SILENT_ATTRIBUTES.includes(name)) return undefined;
    const allowed = Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name] : undefined;
    if (allowed === undefined || (name === 'href' && tag !== 'use')) {
      problem(
        `<${tag}> may not have \`${name}\`; see docs/authoring.md for what it may have.`,
        name,
      );
      return undefined;
    }
    if (!allowed.test(value)) {
      problem(`\`${name}="${value}"\` is not allowed; see docs/authoring.md.`, value);
      return undefined;
    }
    if (name === 'class') {
      for (const one of value.split(/\s+/)) {
        if (one !== '' && !CLASSES.has(one)) problem(`There is no class \`${one}\`.`, one);
      }
    }
    if (name === 'id') {
      if (ids.has(value)) problem(`The id \`${value}\` stands twice.`, `id="${value}"`);
      ids.add(value);
      return PREFIX + value;
    }
    const [, target] = REFERENCE.exec(value) ?? [];
    if (target !== undefined) references.add(target);
    if (name === 'href') references.add(value.slice(1));
    return value.replace(/(^|\()#/, `$1#${PREFIX}`);
  };

  const clean = sanitizeHtml(source, {
    allowedTags: ELEMENTS,
    allowedAttributes: { '*': Object.keys(ATTRIBUTES) },
    nonTextTags: [...SILENT, 'style', 'script'],
    parser: { xmlMode: true, lowerCaseTags: false, lowerCaseAttributeNames: false },
    // Nothing is a link: every value has been matched against its pattern above.
    allowedSchemesAppliedToAttributes: [],
    transformTags: {
      '*': (tag, attributes) => {
        depth++;
        if (!ELEMENTS.includes(tag) && !SILENT.includes(tag)) {
          problem(`<${tag}> is not allowed in a drawing; see docs/authoring.md.`, `<${tag}`);
          return { tagName: tag, attribs: {} };
        }
        if (tag === 'svg') {
          if (depth > 1) problem('A drawing has one <svg>, its root.', '<svg');
          else viewBox = attributes.viewBox;
          if (attributes.width !== undefined || attributes.height !== undefined) {
            problem('The root has a `viewBox` but no `width` and `height`.', '<svg');
          }
        }
        const kept = Object.entries(attributes).flatMap(([name, value]) => {
          const safe = keep(tag, name, value);
          return safe === undefined ? [] : [[name, safe] as const];
        });
        return { tagName: tag, attribs: Object.fromEntries(kept) };
      },
    },
  });

  for (const id of references) {
    if (!ids.has(id)) problem(`Nothing has the id \`${id}\`.`, `#${id}`);
  }
  const root = /^\s*<svg\b[^>]*>([\s\S]*)<\/svg>\s*$/.exec(clean);
  const [x, y, width, height] = (viewBox ?? '').split(/[\s,]+/).map(Number);
  const box = [x, y, width, height];
  if (root === null || !box.every(Number.isFinite) || !((width ?? 0) > 0 && (height ?? 0) > 0)) {
    report('A drawing is one <svg viewBox="0 0 WIDTH HEIGHT">.', 1);
    return undefined;
  }
  if ((width ?? 0) > 900) report('A drawing is at most 900 units wide.', 1);
  return {
    inner: (root[1] ?? '').trim(),
    viewBox: box.join(' '),
    width: width ?? 0,
    height: height ?? 0,
  };
}

/** The drawing's markup with its ids made unique. `label` is already safe in an attribute. */
export function placeSvg(drawing: Drawing, label: string, idPrefix: string): string {
  const { viewBox, width, height, inner } = drawing;
  return `<svg viewBox="${viewBox}" width="${width}" height="${height}" role="img" aria-label="${label}">${inner.replaceAll(PREFIX, `${idPrefix}-`)}</svg>`;
}

function lineOf(source: string, needle: string): number | null {
  const at = source.indexOf(needle);
  return at === -1 ? null : source.slice(0, at).split('\n').length;
}
