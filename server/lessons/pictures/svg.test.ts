import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placeSvg, readSvg } from './svg.ts';

function read(source: string) {
  const problems: string[] = [];
  const drawing = readSvg(source, (message, line) => problems.push(`${line ?? '-'}: ${message}`));
  return { drawing, problems };
}

const svg = (inner: string): string => `<svg viewBox="0 0 100 50">${inner}</svg>`;

describe('readSvg', () => {
  it('keeps a drawing as it is, but for ids, titles and what editors leave', () => {
    const { drawing, problems } = read(
      `<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 620 240.5">
  <title>Layers</title><!-- c -->
  <defs><marker id="tip" viewBox="0 0 10 10" refX="9" orient="auto-start-reverse"><path d="M0 0L10 5z" class="fig-line fig-fill"/></marker></defs>
  <line x1="0" x2="9" class="fig-accent" marker-end="url(#tip)" stroke-dasharray="3 2"/>
  <g transform="translate(1 -2)"><text x="1" text-anchor="middle" class="fig-code fig-volume">a &lt; b</text></g>
  <use href="#tip"/>
</svg>`,
    );
    expect(problems).toEqual([]);
    if (drawing === undefined) throw new Error('no drawing');
    expect(drawing).toMatchObject({ viewBox: '0 0 620 240.5', width: 620, height: 240.5 });
    expect(placeSvg(drawing, 'Two layers', 'picture-3').replace(/\n\s*/g, '')).toBe(
      '<svg viewBox="0 0 620 240.5" width="620" height="240.5" role="img" aria-label="Two layers">' +
        '<defs><marker id="picture-3-tip" viewBox="0 0 10 10" refX="9" orient="auto-start-reverse">' +
        '<path d="M0 0L10 5z" class="fig-line fig-fill"></path></marker></defs>' +
        '<line x1="0" x2="9" class="fig-accent" marker-end="url(#picture-3-tip)" stroke-dasharray="3 2"></line>' +
        '<g transform="translate(1 -2)"><text x="1" text-anchor="middle" class="fig-code fig-volume">a &lt; b</text></g>' +
        '<use href="#picture-3-tip"></use></svg>',
    );
  });

  it.each([
    ['<script>alert(1)</script>', '<script> is not allowed'],
    ['<style>*{}</style>', '<style> is not allowed'],
    ['<foreignObject><p>x</p></foreignObject>', '<foreignObject> is not allowed'],
    ['<image href="x.png"/>', '<image> is not allowed'],
    ['<a href="https://x.test"><path d="M0"/></a>', '<a> is not allowed'],
    ['<animate attributeName="href"/>', '<animate> is not allowed'],
    ['<svg/>', 'one <svg>'],
    ['<g onclick="x"/>', '<g> may not have `onclick`'],
    ['<g constructor="x"/>', '<g> may not have `constructor`'],
    ['<g style="fill:red"/>', '<g> may not have `style`'],
    ['<g href="#a"/>', '<g> may not have `href`'],
    ['<use href="https://x.test/a.svg#b"/>', 'is not allowed'],
    ['<use href="javascript:x"/>', 'is not allowed'],
    ['<use xlink:href="#a"/>', 'may not have `xlink:href`'],
    ['<rect fill="#ff0000"/>', '`fill="#ff0000"` is not allowed'],
    ['<rect fill="url(https://x.test/#a)"/>', 'is not allowed'],
    ['<rect clip-path="url(#nowhere)"/>', 'Nothing has the id `nowhere`'],
    ['<use href="#nowhere"/>', 'Nothing has the id `nowhere`'],
    ['<g id="a"/><g id="a"/>', 'The id `a` stands twice'],
    ['<rect class="fig-image red"/>', 'There is no class `red`'],
    ['<rect width="expression(1)"/>', 'is not allowed'],
    ['<![CDATA[<script>]]>', 'no DOCTYPE, CDATA'],
  ])('refuses %s', (inner, problem) => {
    expect(read(svg(inner)).problems.join('\n')).toContain(problem);
  });

  it.each([
    ['<p>no drawing</p>', 'A drawing is one <svg'],
    ['<svg><path d="M0"/></svg>', 'A drawing is one <svg'],
    ['<svg viewBox="0 0 0 5"></svg>', 'A drawing is one <svg'],
    ['<svg viewBox="0 0 9 9"></svg><svg viewBox="0 0 9 9"></svg>', 'one <svg>, its root'],
    ['<svg viewBox="0 0 9 9" width="9"></svg>', 'no `width` and `height`'],
    ['<svg viewBox="0 0 901 9"></svg>', 'at most 900'],
    ['<!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 9 9">&a;</svg>', 'no DOCTYPE'],
  ])('refuses the root of %s', (source, problem) => {
    expect(read(source).problems.join('\n')).toContain(problem);
  });

  it('tells the line', () => {
    expect(read('<svg viewBox="0 0 9 9">\n\n<g style="x"/></svg>').problems).toEqual([
      expect.stringMatching(/^3: /),
    ]);
  });

  it('lets nothing through that could run or load, whatever it is given', () => {
    const piece = fc.constantFrom(
      '<script>alert(1)</script>',
      '<SCRIPT>alert(1)</SCRIPT>',
      '<g onload="alert(1)">',
      '</g>',
      '<use href="data:image/svg+xml,x"/>',
      '<use href="#a" xlink:href="javascript:x"/>',
      '<foreignObject><img src="x" onerror="y"/></foreignObject>',
      '<style>@import "x"</style>',
      '<set attributeName="onclick" to="x"/>',
      '<text>&lt;script&gt;</text>',
      '<![CDATA[<script>]]>',
      '<title><script>x</script></title>',
      '<rect fill="url(javascript:x)" class="a&quot;b"/>',
      '</svg><script>x</script><svg>',
      '<p>',
      '"\'>',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const { drawing } = read(svg(pieces.join('')));
        if (drawing === undefined) return;
        for (const [tag] of placeSvg(drawing, 'x', 'p').matchAll(/<[^>]*>/g)) {
          expect(tag).toMatch(
            /^<(?:\/?(?:svg|g|use|text|rect)|use href="#p-a"|rect class="[^"<>]*"|svg viewBox="0 0 100 50"(?: width="100" height="50" role="img" aria-label="x")?)>$/,
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});
