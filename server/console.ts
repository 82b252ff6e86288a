/** What the console says of the machine's engine and the lab images, a line for each thing that changes. */
import type { ImageState, Problem, SystemStatus } from '../protocol/status.ts';

/** A line for each quarter of an image: enough to see that it moves. */
const PARTS = 4;

const told = ({ message, cure }: Problem): string => `${message}\n  ${cure}`;

function describe({ engine, images }: SystemStatus): string {
  if (engine.state === 'unavailable') return engine.problems.map(told).join('\n');
  if (engine.state === 'checking') return 'Looking for the engine';
  if (images.state === 'failed' || images.state === 'incomplete') {
    return images.problem === undefined ? `Failed: ${images.step}` : told(images.problem);
  }
  const percent = `${Math.floor(images.progress * 100)} %`;
  return `${percent.padStart(5)}  ${images.state === 'ready' ? 'The lab images are ready' : images.step}`;
}

function describeImage({ state, detail, progress, standIn, problem }: ImageState): string | null {
  if (state === 'waiting') return null;
  if (state === 'ready') return standIn === true ? 'ready (built from Debian’s packages)' : 'ready';
  if (state === 'failed')
    return `failed: ${problem === undefined ? (detail ?? '') : told(problem)}`;
  const part = Math.floor((progress ?? 0) * PARTS);
  const far = part === 0 ? '' : ` (${(part * 100) / PARTS} %)`;
  return detail === undefined ? null : `${detail}${far}`;
}

/** Turns each status into the lines to print; none when it would say the same again. */
export function createProgressLines(): (status: SystemStatus) => string[] {
  let step = '';
  const images = new Map<string, string>();
  return (status) => {
    const lines: string[] = [];
    const line = describe(status);
    // The same step again, some per cent further, is worth no line of its own.
    const next = line.replace(/^ *\d+ %/, '');
    if (next !== step) lines.push(line);
    step = next;
    for (const image of status.images.images) {
      const said = describeImage(image);
      const before = images.get(image.name);
      if (said === null || said === before) continue;
      images.set(image.name, said);
      // One that was there all along is no news.
      if (image.state === 'ready' && before === undefined) continue;
      lines.push(`       ${image.name}: ${said}`);
    }
    return lines;
  };
}
