import { describe, expect, it } from '@jest/globals';
import { judge } from './preflight.ts';

describe('judge', () => {
  it.each([
    ['20000\n', 20_000],
    ['unlimited\n', 1_048_576],
    ['', 1024],
  ])('reads the limit of open files from %j', (said, openFiles) => {
    expect(judge(0, said)).toEqual({ ok: true, openFiles });
  });

  it('says why there can be no namespaces', () => {
    const verdict = judge(1, '20000\nunshare: unshare failed: Operation not permitted\n');
    expect(verdict).toMatchObject({ ok: false, problem: { code: 'engine.noNamespaces' } });
    expect(verdict.ok ? '' : verdict.problem.message).toContain('Operation not permitted');
  });

  it('names the exit code of a probe that said nothing', () => {
    const verdict = judge(126, '');
    expect(verdict.ok ? '' : verdict.problem.message).toContain('exit code 126');
  });
});
