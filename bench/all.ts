/** Every benchmark, one after another, into docs/benchmarks.md. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../scripts/lib/root.mjs';

const FILE = join(ROOT, 'docs', 'benchmarks.md');

const ABOUT = `# Benchmarks

Written by \`npm run bench:all\`; \`npm run bench -- NAME\` does one. What is compared was measured in turns in
the same run, on the machine named below each table; ratios carry over to other machines, figures don't.
`;

/**
 * Runs each in a process of its own, so that none inherits the memory, connections or compiled code of
 * another. Writes the file when all have succeeded.
 * @param args as given on the command line, passed on
 * @returns exit code
 */
export async function benchAll(names: readonly string[], args: readonly string[]): Promise<number> {
  const options = args.filter((arg) => arg !== 'all');
  const sections: string[] = [];
  for (const name of names) {
    console.error(`${name} …`);
    const figures = await runOne(name, options);
    if (figures === undefined) {
      console.error(`${name} failed; docs/benchmarks.md stays as it is.`);
      return 1;
    }
    sections.push(section(name, figures));
  }
  await writeFile(FILE, [ABOUT, ...sections].join('\n'));
  console.error(`docs/benchmarks.md has ${names.join(', ')}.`);
  return 0;
}

async function runOne(name: string, options: readonly string[]): Promise<string | undefined> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(ROOT, 'bench', 'main.ts'), name, ...options],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
    process.stdout.write(chunk);
  });
  const [code] = await once(child, 'close');
  return code === 0 ? said : undefined;
}

/** A benchmark's headings are below its own. */
export function section(name: string, figures: string): string {
  const body = figures.trim().replace(/^(#+ )/gm, '##$1');
  return `## ${name}\n\n${body}\n`;
}
