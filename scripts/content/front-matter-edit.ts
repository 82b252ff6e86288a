/** Changes a field of a document's front matter and leaves every other character as the author wrote it. */
import { isSeq, parseDocument } from 'yaml';

const HEAD = '---\n';

/**
 * A lesson's text with `slug` in its `labs`.
 * @throws Error when the front matter has no list `labs`
 */
export function withLab(text: string, slug: string): string {
  const end = text.indexOf('\n---', HEAD.length);
  const yaml = text.slice(HEAD.length, end + 1);
  const labs = parseDocument(yaml).get('labs', true);
  if (!text.startsWith(HEAD) || end < 0 || !isSeq(labs) || !labs.range) {
    throw new Error("The lesson's front matter has no list of labs, such as: labs: []");
  }
  const listed = labs.toJSON() as string[];
  if (listed.includes(slug)) return text;
  const [from, to] = labs.range;
  const before = yaml.slice(0, from).trimEnd();
  const changed = `${before} [${[...listed, slug].join(', ')}]${labs.flow === true ? '' : '\n'}`;
  return `${HEAD}${changed}${yaml.slice(to)}${text.slice(end + 1)}`;
}
