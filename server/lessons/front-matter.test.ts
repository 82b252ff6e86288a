import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readFrontMatter, readYaml } from './front-matter.ts';

const Schema = z.strictObject({
  title: z.string().max(5),
  tasks: z.array(z.strictObject({ id: z.string() })).default([]),
});

function read(source: string) {
  const problems: [string, number | null | undefined][] = [];
  const result = readFrontMatter(source, Schema, (message, line) => problems.push([message, line]));
  return { result, problems };
}

describe('readFrontMatter', () => {
  it('gives the fields, the body and the line that it begins on', () => {
    const { result, problems } = read('---\ntitle: Hello\n---\n\nText\n\n---\n');
    expect(problems).toEqual([]);
    expect(result).toEqual({
      data: { title: 'Hello', tasks: [] },
      body: '\nText\n\n---\n',
      bodyLine: 4,
    });
  });

  it('reads a file that ends with its front matter', () => {
    expect(read('---\ntitle: x\n---').result?.body).toBe('');
  });

  it.each([
    ['Text\n---\ntitle: x\n---\n', 'must begin with front matter', 1],
    ['---\ntitle: x\n', 'must begin with front matter', 1],
    ['---\ntitle: "x\n---\n', 'not YAML', 3],
    ['---\ntitle: a\ntitle: b\n---\n', 'not YAML', 3],
    ['---\ntitle: *nobody\n---\n', 'not YAML: Unresolved alias', 2],
    ['---\ntasks: []\n---\n', '`title` is missing', 2],
    ['---\ntitle: x\ntasks:\n  - id: a\n  - name: b\n---\n', '`tasks.1.id` is missing', 5],
    ['---\n\ntitle: far too long\n---\n', '`title`: Too big', 3],
    ['---\ntitle: x\nminuets: 3\n---\n', 'There is no field `minuets`', 2],
  ])('says what is wrong with %j, and where', (source, message, line) => {
    const { result, problems } = read(source);
    expect(result).toBeUndefined();
    expect(problems).toContainEqual([expect.stringContaining(message), line]);
  });
});

describe('readYaml', () => {
  it('refuses what is no mapping at all', () => {
    const problems: string[] = [];
    expect(readYaml('- a\n', Schema, (message) => problems.push(message))).toBeUndefined();
    expect(problems).toEqual([expect.stringContaining('expected object')]);
  });
});
