import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createBuildProgress } from './build-progress.ts';

const DOCKERFILE = `# a comment
ARG BASE
FROM \${BASE}
RUN apt-get update \\
# between
 && apt-get install cron
COPY a b
`;

describe('createBuildProgress', () => {
  it('gives an installation most of the time, and moves with its packages', () => {
    const advance = createBuildProgress(DOCKERFILE);
    expect(advance('Step 1/4 : ARG BASE')).toBe(0);
    expect(advance('Step 3/4 : RUN apt-get update')).toBeCloseTo(2 / 23);
    advance('0 upgraded, 2 newly installed, 0 to remove and 0 not upgraded.');
    expect(advance('Get:1 http://deb.debian.org/debian trixie/main amd64 cron')).toBeCloseTo(
      (2 + 20 / 6) / 23,
    );
    for (const name of ['cron', 'cron-daemon-common']) advance(`Unpacking ${name} (3.0) ...`);
    expect(advance('Setting up cron (3.0) ...')).toBeCloseTo((2 + (20 * 4) / 6) / 23);
    expect(advance('Step 4/4 : COPY a b')).toBeCloseTo(22 / 23);
  });

  it('does not take the words of a package list for packages', () => {
    const advance = createBuildProgress(DOCKERFILE);
    advance('Step 3/4 : RUN apt-get update');
    expect(advance('Get:1 http://deb.debian.org/debian trixie InRelease')).toBeCloseTo(2 / 23);
  });

  it('stays within 0…1 for any output', () => {
    const line = fc.oneof(
      fc.string(),
      fc.integer({ min: 0, max: 99 }).map((step) => `Step ${step}/4 : RUN x`),
      fc.integer({ min: 0, max: 9 }).map((count) => `${count} newly installed`),
      fc.constant('Unpacking x'),
    );
    fc.assert(
      fc.property(fc.array(line), fc.string(), (lines, dockerfile) => {
        const advance = createBuildProgress(dockerfile);
        for (const each of lines) {
          const fraction = advance(each);
          expect(fraction).toBeGreaterThanOrEqual(0);
          expect(fraction).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
