/** How far a build is, from what the engine and apt print while they are at it. */

/** A RUN that installs packages takes much longer than any other instruction. */
const RUN_WEIGHT = 20;

/** apt fetches each package, unpacks it and sets it up. */
const LINES_PER_PACKAGE = 3;

const STEP = /^Step (\d+)\/\d+ : /;
const PACKAGE_COUNT = /(\d+) newly installed/;
const PACKAGE_LINE = /^(?:Get:\d+ |Unpacking |Setting up )/;

/**
 * @param dockerfile its text; instructions are counted as the engine counts them
 * @returns a function that takes each line of the build's output and returns the fraction done, 0…1
 */
export function createBuildProgress(dockerfile: string): (line: string) => number {
  const weights = instructions(dockerfile).map((name) => (name === 'RUN' ? RUN_WEIGHT : 1));
  const total = Math.max(1, sum(weights));
  let step = 0;
  let packages = 0;
  let lines = 0;

  return function advance(line) {
    const started = STEP.exec(line);
    if (started !== null) {
      step = Number(started[1]) - 1;
      packages = 0;
      lines = 0;
    }
    packages = Number(PACKAGE_COUNT.exec(line)?.[1] ?? packages);
    if (packages > 0 && PACKAGE_LINE.test(line)) lines++;
    const within = packages === 0 ? 0 : Math.min(1, lines / (packages * LINES_PER_PACKAGE));
    return Math.min(1, (sum(weights.slice(0, step)) + within * (weights[step] ?? 0)) / total);
  };
}

/** The instructions' names in order, continued lines and comments left out. */
function instructions(dockerfile: string): string[] {
  const names: string[] = [];
  let continued = false;
  for (const line of dockerfile.split('\n')) {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    if (!continued) names.push((text.split(/\s/)[0] ?? '').toUpperCase());
    continued = text.endsWith('\\');
  }
  return names;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
