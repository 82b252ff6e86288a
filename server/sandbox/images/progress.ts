/** How far the preparation is: steps of different length that may run side by side. */
import type { ImageState, ImagesStatus, Problem } from '../../../protocol/status.ts';

export interface Step {
  id: string;
  /** For people: "Installing PostgreSQL 17". */
  text: string;
  /** Expected seconds on a small machine; only their proportions count. */
  weight: number;
}

export interface Progress {
  status(): ImagesStatus;
  /** `fraction` of a step, 0…1, is done. It never goes back. */
  advance(id: string, fraction: number): void;
  finish(id: string): void;
  /** Replaces the text of the step under way, until the next `advance` of another step. */
  say(text: string): void;
  image(name: string, change: Partial<Omit<ImageState, 'name'>>): void;
  ready(): void;
  fail(problem: Problem): void;
}

/**
 * Calls `onChange` with each status that differs from the one before by more than what nobody would see.
 */
export function createProgress(
  steps: readonly Step[],
  imageNames: readonly string[],
  onChange: (status: ImagesStatus) => void,
): Progress {
  const total = steps.reduce((sum, step) => sum + step.weight, 0);
  const fractions = new Map<string, number>();
  const texts = new Map(steps.map((step) => [step.id, step.text]));
  let images: ImageState[] = imageNames.map((name) => ({ name, state: 'waiting' }));
  let state: ImagesStatus['state'] = 'preparing';
  let text = 'Looking at what is there';
  let problem: Problem | undefined;
  let shown = '';

  function status(): ImagesStatus {
    const done = steps.reduce((sum, { id, weight }) => sum + weight * (fractions.get(id) ?? 0), 0);
    return {
      state,
      progress: state === 'ready' ? 1 : Math.min(1, Math.round((done / total) * 1000) / 1000),
      step: text,
      images,
      ...(problem === undefined ? {} : { problem }),
    };
  }

  function changed(): void {
    const next = status();
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

  return {
    status,
    advance,
    finish: (id) => advance(id, 1),
    say(next) {
      text = next;
      changed();
    },
    image(name, change) {
      images = images.map((image) => (image.name === name ? { ...image, ...change } : image));
      changed();
    },
    ready() {
      state = 'ready';
      text = 'Ready';
      images = images.map(({ detail: _done, ...image }) => ({ ...image, state: 'ready' }));
      changed();
    },
    fail(reason) {
      state = 'failed';
      problem = reason;
      images = images.map((image) =>
        image.state === 'preparing' ? { ...image, state: 'failed' } : image,
      );
      changed();
    },
  };
}
