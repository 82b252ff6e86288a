import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Picture } from '../pictures/picture.ts';
import { readSvg } from '../pictures/svg.ts';
import { type Highlight, loadHighlight } from './highlight.ts';
import { type DocumentRules, parseDocument } from './parse.ts';
import { renderDocument } from './render.ts';

let highlight: Highlight;
beforeAll(async () => {
  highlight = await loadHighlight();
});

const drawing = readSvg(
  '<svg viewBox="0 0 20 10"><defs><pattern id="p"><path d="M0 0"/></pattern></defs><rect width="5" height="5" fill="url(#p)" class="fig-volume"/></svg>',
  (message) => {
    throw new Error(message);
  },
);
const PICTURES = new Map<string, Picture>([
  ['map.png', { kind: 'image', size: { width: 640, height: 360 } }],
  ...(drawing === undefined ? [] : [['box.svg', { kind: 'drawing', drawing }] as const]),
]);

function render(markdown: string, rules: Partial<DocumentRules> = {}) {
  const problems: string[] = [];
  const document = parseDocument(
    markdown,
    { firstLine: 1, kind: 'page', pictures: PICTURES, ...rules },
    (message, line) => problems.push(`${line ?? '-'}: ${message}`),
  );
  return { document, problems, html: renderDocument(document, highlight, '01-first').trim() };
}

/** HTML of a document that has nothing wrong with it. */
function html(markdown: string): string {
  const rendered = render(markdown);
  expect(rendered.problems).toEqual([]);
  return rendered.html;
}

describe('blocks', () => {
  it('numbers every fence in the order of the document, wherever it stands', () => {
    const { document, html, problems } = render(
      [
        '```sh run\necho a\n```',
        '- item\n\n  ```text expect\n  a\n  ```',
        '> [!note]\n> ```yaml file=compose.yaml\n> services: {}\n> ```',
        '> quote\n>\n> ```sh run terminal=2\n> echo b\n> ```',
        '```\nplain\n```',
      ].join('\n\n'),
    );
    expect(problems).toEqual([]);
    expect(document.blocks).toEqual([
      { index: 0, kind: 'run', text: 'echo a' },
      { index: 1, kind: 'expect', text: 'a' },
      { index: 2, kind: 'file', text: 'services: {}', file: 'compose.yaml' },
      { index: 3, kind: 'run', text: 'echo b', terminal: 2 },
      { index: 4, kind: 'plain', text: 'plain' },
    ]);
    const numbers = [...html.matchAll(/data-block="(\d)" data-kind="(\w+)"/g)].map((m) => m[0]);
    expect(numbers).toEqual(
      document.blocks.map((block) => `data-block="${block.index}" data-kind="${block.kind}"`),
    );
  });

  it('makes a figure with a caption, and spans with classes', () => {
    expect(html('```sh run terminal=2\ndocker run --rm "a<b" # c\n```')).toBe(
      '<figure class="block" data-block="0" data-kind="run" data-lang="sh" data-terminal="2">' +
        '<figcaption>Terminal 2</figcaption><pre tabindex="0"><code>' +
        '<span class="tok-function">docker</span> run <span class="tok-keyword">--rm</span> ' +
        '<span class="tok-string">"a&lt;b"</span> <span class="tok-comment"># c</span>' +
        '</code></pre></figure>',
    );
  });

  it.each([
    ['sh run', 'Terminal'],
    ['yaml file=a/b.yaml', '<code>a/b.yaml</code>'],
    ['sql', 'SQL'],
    ['', 'Text'],
  ])('captions `%s` with %s', (info, caption) => {
    expect(html(`\`\`\`${info}\nx\n\`\`\``)).toContain(`<figcaption>${caption}</figcaption>`);
  });

  it('colours every language with the seven classes and nothing else', () => {
    const samples = {
      sh: 'for f in *.tar; do echo "$f" | grep -c 1; done # all',
      console: '$ docker ps\nCONTAINER ID',
      yaml: 'a: [1, true, "x"] # c',
      json: '{"a": [1, null, "x"]}',
      sql: "SELECT count(*) FROM t WHERE a = 'b'; -- c",
      dockerfile: 'FROM busybox:1.37\nRUN echo "x"',
      ini: '[a]\nb = 1 ; c',
      typescript: "const a = (b: string): number => b.length + 1; // 'c'",
      text: 'a < b',
    };
    for (const [language, code] of Object.entries(samples)) {
      const figure = html(`\`\`\`${language}\n${code}\n\`\`\``);
      const classes = [...figure.matchAll(/<span class="([^"]*)"/g)].map((match) => match[1] ?? '');
      const known = /^tok-(comment|string|number|keyword|function|variable|punctuation)$/;
      expect(classes.filter((name) => !known.test(name))).toEqual([]);
      if (language !== 'text') expect(classes.length).toBeGreaterThan(0);
      const words = figure.replace(/^.*<code>|<\/code>.*$/gs, '').replace(/<[^>]*>/g, '');
      expect(words.replace(/&lt;/g, '<').replace(/&gt;/g, '>')).toBe(code);
    }
  });

  it.each([
    ['```sh run\n\n```', '1: This block runs nothing.'],
    ['x\n\n```sh go\ny\n```', '3: A block has no flag `go`'],
    ['```text expect\na\n```', '1: `expect` stands after the `run` block'],
    ['a\n\n    indented', '3: Indented code has no number'],
    ['- a\n- b\n\n  ```sh go\n  y\n  ```', '4: A block has no flag `go`'],
    ['> [!note]\n> a\n>\n> ```sh go\n> y\n> ```', '4: A block has no flag `go`'],
  ])('refuses %j', (markdown, problem) => {
    expect(render(markdown).problems).toEqual([expect.stringContaining(problem)]);
  });
});

describe('headings', () => {
  it('have the id they are given, or one of their words', () => {
    const { document, html, problems } = render(
      '## What *is* `lost`? {#lost}\n\n### Same\n\n### Same\n\n## A & B',
    );
    expect(problems).toEqual([]);
    expect(document.headings).toEqual([
      { id: 'lost', text: 'What is lost?', level: 2, line: 1 },
      { id: 'same', text: 'Same', level: 3, line: 3 },
      { id: 'same-2', text: 'Same', level: 3, line: 5 },
      { id: 'a-b', text: 'A & B', level: 2, line: 7 },
    ]);
    expect(html).toContain('<h2 id="lost">What <em>is</em> <code>lost</code>?</h2>');
    expect(html).toContain('<h3 id="same-2">Same</h3>');
  });

  it.each([
    ['# Title', '1: Headings are `##` and `###`'],
    ['### Sub', '1: A `###` heading stands under a `##`'],
    ['## A {#x}\n\n## B {#x}', '3: The id `x` is taken'],
    ['## A {#X_1}', '1: The id `X_1` must be'],
    ['## {#x}', '1: This heading has no words.'],
    ['- ## A', '1: A heading stands by itself'],
  ])('refuse %j', (markdown, problem) => {
    expect(render(markdown).problems).toEqual([expect.stringContaining(problem)]);
  });
});

describe('callouts', () => {
  it('have a title of their kind, or their own', () => {
    expect(html('> [!really]\n> Copied *up*.\n>\n> - a')).toBe(
      '<div class="callout callout-really" role="note"><p class="callout-title">What really happens</p>\n' +
        '<p>Copied <em>up</em>.</p>\n<ul>\n<li>a</li>\n</ul>\n</div>',
    );
    expect(html('Before\n> [!PITFALL] A typo & more\n> x')).toContain(
      '<div class="callout callout-pitfall" role="note"><p class="callout-title">A typo &amp; more</p>',
    );
  });

  it('leave ordinary quotes alone', () => {
    expect(html('> said [!note] somebody')).toBe(
      '<blockquote>\n<p>said [!note] somebody</p>\n</blockquote>',
    );
  });

  it('refuse a kind that there is not', () => {
    expect(render('a\n\n> [!constructor]\n> x').problems).toEqual([
      expect.stringContaining('3: There is no callout `[!constructor]`'),
    ]);
  });
});

describe('links', () => {
  it('open outside in a new tab and stay inside otherwise', () => {
    expect(
      html('## A\n\n[a](https://docs.docker.com/x?a=1&b=2) [b](/labs/one#task-a) [c](#a)'),
    ).toContain(
      '<p><a href="https://docs.docker.com/x?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">a</a> ' +
        '<a href="/labs/one#task-a">b</a> <a href="#a">c</a></p>',
    );
  });

  it('are listed when they lead to another document', () => {
    const { document } = render('x\n\n[a](/lessons/02-two#b) [c](/labs/one) [d](https://x.test)');
    expect(document.links).toEqual([
      { href: '/lessons/02-two#b', line: 3, target: { kind: 'lesson', slug: '02-two', id: 'b' } },
      { href: '/labs/one', line: 3, target: { kind: 'lab', slug: 'one', id: null } },
    ]);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'http://plain.test',
    '//evil.test',
    '/api/me',
    '/lessons/../../x',
    'mailto:a@b.test',
    'lesson.md',
    '/labs/Up',
  ])('refuse %s', (href) => {
    const { problems, html } = render(`[a](${href})`);
    expect(problems).toEqual([expect.stringContaining('1: A link can')]);
    expect(html).toBe('<p>a</p>');
  });

  it('refuse a heading that is not there', () => {
    expect(render('[a](#nowhere)').problems).toEqual(['1: No heading here has the id `nowhere`.']);
  });
});

describe('tables and pictures', () => {
  it('put a table in a frame that scrolls', () => {
    expect(html('| a | b |\n|---|--:|\n| 1 | 2 |')).toBe(
      '<div class="table-scroll" role="group" aria-label="Table" tabindex="0"><table>' +
        '<thead><tr><th scope="col">a</th><th scope="col" class="align-right">b</th></tr></thead>' +
        '<tbody><tr><td>1</td><td class="align-right">2</td></tr></tbody></table></div>',
    );
  });

  it('put a drawing into the page, with ids of its own', () => {
    expect(html('![A "box"](box.svg "Cap & more")')).toBe(
      '<figure class="picture"><svg viewBox="0 0 20 10" width="20" height="10" role="img" aria-label="A &quot;box&quot;">' +
        '<defs><pattern id="picture-0-p"><path d="M0 0"></path></pattern></defs>' +
        '<rect width="5" height="5" fill="url(#picture-0-p)" class="fig-volume"></rect></svg>' +
        '<figcaption>Cap &amp; more</figcaption></figure>',
    );
  });

  it('keep the place of an image free', () => {
    expect(html('![A map](map.png)')).toBe(
      '<figure class="picture"><img src="/content/lessons/01-first/map.png" alt="A map" width="640" height="360" loading="lazy" /></figure>',
    );
  });

  it.each([
    ['![](map.png)', 'needs words in its brackets'],
    ['![x](other.png)', 'no picture `other.png`'],
    ['![x](../map.png)', 'no picture `../map.png`'],
    ['![x](https://x.test/map.png)', 'no picture `https://x.test/map.png`'],
    ['See ![x](map.png)', 'paragraph of its own'],
    ['- ![x](map.png)', 'paragraph of its own'],
  ])('refuse %s', (markdown, problem) => {
    expect(render(markdown).problems).toEqual([expect.stringContaining(problem)]);
  });
});

describe('hints', () => {
  it('hold text and plain blocks only', () => {
    const { problems } = render('## A\n\n```sh run\nx\n```\n\n```sh\ny\n```', { kind: 'hint' });
    expect(problems).toEqual(['1: A hint has no headings.', '3: A hint holds plain blocks only.']);
  });
});

describe('what an author may not write', () => {
  it.each([
    ['Say <name> here', '1: `<name>` is raw HTML'],
    ['a\n\n<div onclick="x">\nb\n</div>', '3: `<div onclick="x">` is raw HTML'],
    ['<!-- a --> <b>', '1: `<!-- a --> <b>` is raw HTML'],
    ['- [ ] task', '1: Task lists are not for documents'],
  ])('refuses %j', (markdown, problem) => {
    expect(render(markdown).problems).toEqual([expect.stringContaining(problem)]);
  });

  it('drops comments without a word', () => {
    expect(html('a <!-- b --> c\n\n<!-- d\n\ne -->\n\nf')).toBe('<p>a  c</p>\n<p>f</p>');
  });

  it('counts lines from where the body begins, with any line ending', () => {
    expect(render('a\r\n\r\nb <x>\r\n', { firstLine: 10 }).problems).toEqual([
      expect.stringMatching(/^12: `<x>`/),
    ]);
  });
});

describe('whatever is in a document', () => {
  const hostile = fc.constantFrom(
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)>',
    '<svg><script>alert(1)</script></svg>',
    '<style>*{}</style>',
    '<a href="javascript:alert(1)" style="x">',
    '<iframe srcdoc="<script>x</script>">',
    '<pre><script>',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
    '<!--><img src=x onerror=alert(1)>-->',
    '[a](javascript:alert(1))',
    '[a](<java\nscript:alert(1)>)',
    '[a](&#106;avascript:alert(1))',
    '[a]: javascript:alert(1)\n\n[a]',
    '![a](x" onerror="alert(1))',
    '![a" onerror="x](map.png)',
    '![a" onload="x](box.svg "t<script>")',
    '<https://x.test/"onclick="alert(1)>',
    '<span data-picture="0"></span>',
    '## h {#x"onclick="y}',
    '```sh" onclick="x\n<script>\n```',
    '```sh run file="><script>\n"</code><script>\n```',
    '> [!note"><script>]\n> x',
    '> [!note] <script>x</script>\n> y',
    '`<script>`',
    '&lt;script&gt;&#60;script&#62;',
    '| a<script> | b |\n|---|---|\n| <img src=x onerror=y> | c |',
  );
  const text = fc.stringMatching(/^[a-z#>*_`|&;<[\]()!"'=\n -]{0,20}$/);

  it('nothing comes out but listed elements, attributes, classes and addresses', () => {
    const pieces = fc.array(fc.oneof(hostile, text), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(pieces, fc.constantFrom('', ' ', '\n', '\n\n', '\n\n> '), (parts, glue) => {
        const { html } = render(parts.join(glue));
        for (const [tag] of html.matchAll(/<[^>]*>/g)) expect(tag).toMatch(ALLOWED_TAG);
        expect(html.replace(/<[^>]*>/g, '')).not.toMatch(/[<>]/);
      }),
      { numRuns: 300 },
    );
  });
});

/** Written down anew, so that a hole in the sanitiser's own lists is seen. */
const ALLOWED_TAG = new RegExp(
  `^(?:${[
    '</[a-z0-9]+>',
    '<(?:strong|em|del|code|br /|hr /|p|ul|ol|li|blockquote|figcaption|table|thead|tbody|tr|td|defs|pattern)>',
    '<ol start="\\d+">',
    '<h[23] id="[^"<>]*">',
    '<a href="(?:https://|/lessons/|/labs/|#)[^"<>]*"(?: target="_blank" rel="noopener noreferrer")?>',
    '<pre tabindex="0">',
    '<span class="tok-[a-z]+">',
    '<(?:th scope="col"|td)(?: class="align-[a-z]+")?>',
    '<figure class="block" data-block="\\d+" data-kind="[a-z]+" data-lang="[a-z]+"(?: data-terminal="\\d")?>',
    '<figure class="picture">',
    '<div class="callout callout-[a-z]+" role="note">',
    '<p class="callout-title">',
    '<div class="table-scroll" role="group" aria-label="Table" tabindex="0">',
    '<img src="/content/lessons/01-first/map.png" alt="[^"<>]*" width="640" height="360" loading="lazy" />',
    '<svg viewBox="0 0 20 10" width="20" height="10" role="img" aria-label="[^"<>]*">',
    '<pattern id="picture-\\d+-p">',
    '<path d="M0 0">',
    '<rect width="5" height="5" fill="url\\(#picture-\\d+-p\\)" class="fig-volume">',
  ].join('|')})$`,
);
