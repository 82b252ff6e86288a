/** What can be said of commands and files without running them. */
import { spawnSync } from 'node:child_process';
import { parse as parseYaml } from 'yaml';

/** Why bash could not read the text as a script; null when it can. */
export function shellProblem(text: string): string | null {
  const { status, stderr } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' });
  if (status === 0) return null;
  return (
    stderr
      .trim()
      .split('\n')[0]
      ?.replace(/^bash: /, '') ?? 'bash cannot read it'
  );
}

/** Why a file of that name can't have this content; null when nothing speaks against it. */
export function fileProblem(name: string, text: string): string | null {
  try {
    if (/\.ya?ml$/.test(name)) parseYaml(text);
    if (/\.json$/.test(name)) JSON.parse(text);
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? null) : String(error);
  }
  return /\.(?:sh|bash)$/.test(name) ? shellProblem(text) : null;
}

/** `postgres:17`, but not `data:/var` (a mount), `8080:80` (a port) or `999:999` (an owner). */
const IMAGE = /^[a-z][a-z0-9._/-]*:[a-zA-Z0-9][\w.-]*$/;
/** Where a command or a file says from which image something runs or is made. */
const USES = [
  /\bdocker\s+(?:container\s+)?(?:run|create)\b(.*)/,
  /\bdocker\s+(?:image\s+)?pull\b(.*)/,
  /\bdocker\s+service\s+create\b(.*)/,
  /^\s*FROM\s+(.*)/,
  /^\s*-?\s*image:\s*(.*)/,
];
/** Where one is made: `docker build -t NAME`, `docker tag OLD NAME`, `docker commit BOX NAME`. */
const MAKES = [
  /\bdocker\s+(?:buildx\s+|image\s+)?build\b(.*)/,
  /\bdocker\s+(?:image\s+)?tag\b(.*)/,
  /\bdocker\s+(?:container\s+)?commit\b(.*)/,
  /\bdocker\s+(?:image\s+)?(?:import|load)\b(.*)/,
];

/** In a Compose file: an image that is built there and named. */
const BUILT = /^\s*build:.*\n\s*image:\s*(\S+)/gm;

/** Options of `docker run` whose value may look like an image. */
const VALUED =
  /(?:^|\s)(?:-v|-p|-e|-u|-l|--volume|--publish|--env|--user|--label|--mount|--tmpfs|--volumes-from|--add-host|--network-alias)[ =]\S+/g;

const wordsOf = (text: string): string[] =>
  text.replace(VALUED, ' ').replace(/["']/g, ' ').split(/\s+/).filter(Boolean);

/** The images with a tag that a text uses and doesn't make itself, each once, in order. */
export function imagesUsed(text: string): string[] {
  const lines = text.replace(/\\\n/g, ' ').split('\n');
  const made = new Set([
    ...lines.flatMap((line) => MAKES.flatMap((pattern) => wordsOf(pattern.exec(line)?.[1] ?? ''))),
    ...[...text.matchAll(BUILT)].map(([, image = '']) => image),
  ]);
  const used = lines.flatMap((line) =>
    USES.flatMap((pattern) => wordsOf(pattern.exec(line)?.[1] ?? '').find(isImage) ?? []),
  );
  return [...new Set(used)].filter((image) => !made.has(image));
}

const isImage = (word: string): boolean => IMAGE.test(word);
