import { describe, expect, it } from '@jest/globals';
import { AppError } from '../../errors.ts';
import { failure, problemOf, problems } from './errors.ts';

describe('problemOf', () => {
  it('keeps a problem that was recognised where it happened', () => {
    const problem = problems.noMirror('http://mirror.example/debian');
    expect(problemOf(failure(problem), 'Installing Debian')).toBe(problem);
  });

  const cases: [string, string][] = [
    ['write /var/lib/docker/x: no space left on device', 'images.diskFull'],
    ["The command '/bin/sh -c apt-get update' returned a non-zero code: 100", 'images.noPackages'],
    ['unshare: unshare failed: Operation not permitted', 'images.noNamespaces'],
    ['unshare: unshare failed: No space left on device', 'images.noNamespaces'],
    ['newuidmap: write to uid_map failed: Operation not permitted', 'images.noNamespaces'],
    ['something else', 'images.failed'],
  ];
  it.each(cases)('reads "%s"', (message, code) => {
    expect(problemOf(new Error(message), 'Installing Debian').code).toBe(code);
  });

  it('names what was being done when nothing better is known', () => {
    expect(problemOf(new AppError('lab.unreachable', 'x'), 'Installing Debian').message).toBe(
      'Installing Debian failed. It is tried again by itself.',
    );
  });
});
