/** The authors' commands; what each does stands in docs/authoring.md. */
import { parseArgs } from 'node:util';
import { messageOf, say } from '../lib/output.mjs';
import { ROOT } from '../lib/root.mjs';
import { newLab, newLesson } from './create.ts';
import { proveLab } from './prove.ts';
import { writeSchemas } from './schemas.ts';
import { validate } from './validate.ts';

const USAGE = `usage:
  npm run content -- new lesson NAME [--part N]
  npm run content -- new lab NAME [--lesson FOLDER]
  npm run content -- validate
  npm run content -- schemas
  npm run content -- test LAB [--untouched] [--solution] [--alternative NAME] [--mistake NAME]`;

/** Exit code of a command that is called wrongly, as in sysexits.h. */
const WRONG_USE = 64;

async function main(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      part: { type: 'string', default: '1' },
      lesson: { type: 'string' },
      untouched: { type: 'boolean', default: false },
      solution: { type: 'boolean', default: false },
      alternative: { type: 'string', multiple: true, default: [] },
      mistake: { type: 'string', multiple: true, default: [] },
    },
  });
  const [command = '', ...words] = positionals;
  const [first = '', second = ''] = words;
  if (command === 'new' && first === 'lesson' && second !== '') {
    for (const path of await newLesson(ROOT, second, Number(values.part))) say(`wrote ${path}`);
    return 0;
  }
  if (command === 'new' && first === 'lab' && second !== '') {
    for (const path of await newLab(ROOT, second, values.lesson)) say(`wrote ${path}`);
    say(`Next: npm run content -- test ${second}`);
    return 0;
  }
  if (command === 'validate' && words.length === 0) {
    const problems = await validate(ROOT);
    for (const problem of problems) say(problem);
    say(problems.length === 0 ? 'Nothing is wrong.' : `${problems.length} to mend.`);
    return problems.length === 0 ? 0 : 1;
  }
  if (command === 'schemas' && words.length === 0) {
    for (const path of await writeSchemas(ROOT)) say(`wrote ${path}`);
    return 0;
  }
  if (command === 'test' && first !== '' && words.length === 1) {
    return (await proveLab(ROOT, first, values)) ? 0 : 1;
  }
  console.error(USAGE);
  return WRONG_USE;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
