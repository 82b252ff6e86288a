import type { Problem, SystemStatus } from '../../protocol/status.ts';

const told = ({ message, cure }: Problem): string => `${message}\n  ${cure}`;

function describe({ engine, images }: SystemStatus): string {
  if (engine.state === 'unavailable') return engine.problems.map(told).join('\n');
  if (engine.state === 'checking') return 'Looking for the engine';
  if (images.state === 'failed') {
    return images.problem === undefined ? `Failed: ${images.step}` : told(images.problem);
  }
  const percent = `${Math.floor(images.progress * 100)} %`;
  return `${percent.padStart(5)}  ${images.state === 'ready' ? 'The lab images are ready' : images.step}`;
}

/** Turns each status into the line to print, or null when it would say the same again. */
export function createProgressLines(): (status: SystemStatus) => string | null {
  let last = '';
  return (status) => {
    const line = describe(status);
    // The same step again, some per cent further, is worth no line of its own.
    const step = line.replace(/^ *\d+ %/, '');
    if (step === last) return null;
    last = step;
    return line;
  };
}
