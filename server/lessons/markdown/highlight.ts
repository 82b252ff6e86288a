/** Code as spans with classes: no inline colours, so that the page's themes decide. */
import type { HighlighterCore, ThemeRegistration } from 'shiki/core';
import { escapeHtml } from './escape.ts';
import type { Language } from './fence.ts';

/** What each class colours, as TextMate scopes. `null` takes back what a wider scope gave. */
const SCOPES: readonly (readonly [string | null, readonly string[]])[] = [
  ['comment', ['comment', 'punctuation.definition.comment']],
  ['string', ['string', 'punctuation.definition.string']],
  // Every unquoted word of a command line is a string to the shell's grammar.
  [null, ['string.unquoted', 'meta.embedded', 'string.template meta.template.expression']],
  ['number', ['constant.numeric', 'constant.language', 'constant.character']],
  ['keyword', ['keyword', 'storage', 'constant.other.option']],
  ['function', ['entity.name.function', 'entity.name.command', 'support.function']],
  [
    'variable',
    [
      'variable',
      'punctuation.definition.variable',
      'entity.name.tag.yaml',
      'support.type.property-name',
      'keyword.other.definition.ini',
    ],
  ],
  [
    'punctuation',
    ['punctuation.separator', 'punctuation.terminator', 'keyword.operator', 'meta.brace'],
  ],
];

const PLAIN = '#000000';

/** A theme whose colours are numbers of `SCOPES`, to be read back from the tokens. */
const colourOf = (index: number): string => `#0000${(index + 1).toString(16).padStart(2, '0')}`;

const CLASS_OF_COLOUR = new Map(
  SCOPES.flatMap(([name], index) => (name === null ? [] : [[colourOf(index), `tok-${name}`]])),
);

const theme: ThemeRegistration = {
  name: 'classes',
  type: 'light',
  fg: PLAIN,
  bg: '#ffffff',
  settings: SCOPES.map(([, scope], index) => ({
    scope: [...scope],
    settings: { foreground: colourOf(index) },
  })),
};

const GRAMMARS: Record<Language, string | null> = {
  sh: 'shellscript',
  console: 'shellsession',
  text: null,
  yaml: 'yaml',
  json: 'json',
  sql: 'sql',
  dockerfile: 'docker',
  ini: 'ini',
  typescript: 'typescript',
};

/** Code to HTML. */
export type Highlight = (code: string, language: Language) => string;

/** Loads the grammars, a few hundred milliseconds once: call it when something is to be rendered, not before. */
export async function loadHighlight(): Promise<Highlight> {
  const [{ createHighlighterCore }, { createJavaScriptRegexEngine }, ...langs] = await Promise.all([
    import('shiki/core'),
    import('shiki/engine/javascript'),
    import('shiki/langs/shellscript.mjs'),
    import('shiki/langs/shellsession.mjs'),
    import('shiki/langs/yaml.mjs'),
    import('shiki/langs/json.mjs'),
    import('shiki/langs/sql.mjs'),
    import('shiki/langs/docker.mjs'),
    import('shiki/langs/ini.mjs'),
    import('shiki/langs/typescript.mjs'),
  ]);
  const shiki = await createHighlighterCore({
    themes: [theme],
    langs: langs.map((language) => language.default),
    engine: createJavaScriptRegexEngine(),
  });
  return (code, language) => {
    const grammar = GRAMMARS[language];
    return grammar === null ? escapeHtml(code) : withClasses(shiki, code, grammar);
  };
}

function withClasses(shiki: HighlighterCore, code: string, lang: string): string {
  return (
    shiki
      // The first block waits for its grammar to warm up: without this it stays plain on a slow machine.
      .codeToTokensBase(code, { lang, theme: 'classes', tokenizeTimeLimit: 0 })
      .map((line) => {
        const runs: { name: string | undefined; text: string }[] = [];
        for (const { content, color } of line) {
          const name = CLASS_OF_COLOUR.get((color ?? PLAIN).toLowerCase());
          const last = runs.at(-1);
          if (last !== undefined && last.name === name) last.text += content;
          else runs.push({ name, text: content });
        }
        return runs
          .map(({ name, text }) =>
            name === undefined || text.trim() === ''
              ? escapeHtml(text)
              : `<span class="${name}">${escapeHtml(text)}</span>`,
          )
          .join('');
      })
      .join('\n')
  );
}
