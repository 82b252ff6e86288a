/** How far the preparation is: steps of different length that may run side by side. */
import type { ImageState, Problem } from '../../../protocol/status.ts';
import type { ImagesProgress } from '../preparation.ts';

export interface Step {
  id: string;
  /** For people: "Installing the lab host". A step without is an image's, which has words of its own. */
  text?: string;
  /** Expected seconds on a small machine; only their proportions count. */
  weight: number;
}

export interface Progress {
  now(): ImagesProgress;
  /** `fraction` of a step, 0…1, is done. It never goes back. */
  advance(id: string, fraction: number): void;
  finish(id: string): void;
  /** Replaces the text of the step under way, until the next `advance` of a step with a text. */
  say(text: string): void;
  image(name: string, change: Partial<Omit<ImageState, 'name' | 'progress'>>): void;
  /** An image is obtained; labs have it when they are launched from the next golden volume. */
  obtained(name: string, standIn: boolean): void;
  /** An image is not to be had at the moment; its share of the whole counts as done. */
  fail(name: string, problem: Problem): void;
}

/** Steps in hundredths: finer ones nobody would see. */
const HUNDREDTHS = 100;

/**
 * Calls `onChange` with each state that differs from the one before by more than what nobody would see.
 * The steps of images have their names for ids.
 */
export function createProgress(
  steps: readonly Step[],
  imageNames: readonly string[],
  onChange: (progress: ImagesProgress) => void,
): Progress {
  const total = steps.reduce((sum, step) => sum + step.weight, 0);
  const fractions = new Map<string, number>();
  const texts = new Map(steps.map((step) => [step.id, step.text]));
  let images: ImageState[] = imageNames.map((name) => ({ name, state: 'waiting' }));
  let text = 'Looking at what is there';
  let shown = '';

  function now(): ImagesProgress {
    const done = steps.reduce((sum, { id, weight }) => sum + weight * (fractions.get(id) ?? 0), 0);
    return {
      progress: Math.min(1, Math.round((done / total) * 1000) / 1000),
      step: text,
      images: images.map((image) => {
        const fraction = fractions.get(image.name) ?? 0;
        const isUnderWay = image.state === 'preparing' && fraction > 0 && fraction < 1;
        const progress = Math.floor(fraction * HUNDREDTHS) / HUNDREDTHS;
        return isUnderWay ? { ...image, progress } : image;
      }),
    };
  }

  function changed(): void {
    const next = now();
    const key = JSON.stringify(next);
    if (key === shown) return;
    shown = key;
    onChange(next);
  }

  function advance(id: string, fraction: number): void {
    const before = fractions.get(id);
    const next = Math.max(before ?? 0, Math.min(1, fraction));
    fractions.set(id, next);
    if (next < 1) text = texts.get(id) ?? text;
    if (next !== before) changed();
  }

  function image(name: string, change: Partial<ImageState>): void {
    images = images.map((each) => (each.name === name ? { ...each, ...change } : each));
    changed();
  }

  return {
    now,
    advance,
    finish: (id) => advance(id, 1),
    say(next) {
      text = next;
      changed();
    },
    image,
    obtained(name, standIn) {
      fractions.set(name, 1);
      image(name, { state: 'preparing', detail: 'Waiting for the others', standIn });
    },
    fail(name, problem) {
      fractions.set(name, 1);
      image(name, { state: 'failed', detail: problem.message, problem });
    },
  };
}
