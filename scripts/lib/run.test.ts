import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandFailed, findProgram, lastLines, run, runOrFail } from './run.mjs';

describe('run', () => {
  it('gives the exit code and both streams', async () => {
    const script = 'console.log("out"); console.error("err"); process.exit(3)';
    const result = await run(process.execPath, ['-e', script]);
    expect(result.code).toBe(3);
    expect(result.output.split('\n').sort()).toEqual(['', 'err', 'out']);
  });

  it('gives 127 for a program that does not exist', async () => {
    expect((await run('/nowhere/at/all', [])).code).toBe(127);
  });
});

describe('runOrFail', () => {
  it('fails with the end of the output', async () => {
    const script = 'console.log("the reason"); process.exit(1)';
    const failure = await runOrFail(process.execPath, ['-e', script]).catch((error) => error);
    expect(failure).toBeInstanceOf(CommandFailed);
    expect(failure.message).toMatch(/exit code 1\)\nthe reason$/);
  });
});

describe('findProgram', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-path-'));
    writeFileSync(join(folder, 'holdfast-tool'), '');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('finds what is executable, by name and by path, and nothing else', () => {
    const tool = join(folder, 'holdfast-tool');
    expect(findProgram('holdfast-tool', { PATH: folder })).toBeNull();
    expect(findProgram(tool, {})).toBeNull();
    chmodSync(tool, 0o755);
    expect(findProgram('holdfast-tool', { PATH: `/nowhere:${folder}` })).toBe(tool);
    expect(findProgram(tool, {})).toBe(tool);
  });
});

it('lastLines keeps the end', () => {
  expect(lastLines('a\nb\nc\n', 2)).toBe('b\nc');
});
