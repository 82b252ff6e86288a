/** What this process does with each session: one step after another, and the handle on its lab host. */
import type { LabHost } from '../sandbox/types.ts';

/** A session as it is worked on by this process. */
export interface Work {
  host: LabHost | null;
  /** The step under way; steps of one session never overlap. */
  step: Promise<void>;
  /** Steps that are under way or to come. */
  steps: number;
  /** Its present host waited for it, so that it is ready in a moment. */
  quick: boolean;
  abort: AbortController;
}

export interface Steps {
  of(sessionId: string): Work;
  /** Whether nothing is under way for it. */
  isAtRest(sessionId: string): boolean;
  /** Puts a step behind the session's others. What it throws goes to `onError`, unless it was interrupted. */
  add(
    sessionId: string,
    step: (work: Work) => Promise<void>,
    onError: (work: Work, error: unknown) => Promise<void>,
  ): void;
  /** Takes back what is under way, so that the next step is not waited for. */
  interrupt(sessionId: string): void;
  /** Sessions that something was done with. */
  known(): string[];
  /** Resolves when no step is under way. */
  idle(): Promise<unknown>;
  /** Nothing is to be done with it any more, after what is under way. */
  forget(sessionId: string): void;
  /** Begins no further step, takes back those under way and waits for them. */
  close(): Promise<void>;
}

export function createSteps(): Steps {
  const works = new Map<string, Work>();
  let closed = false;

  const of = (id: string): Work => {
    const work = works.get(id) ?? {
      host: null,
      step: Promise.resolve(),
      steps: 0,
      quick: false,
      abort: new AbortController(),
    };
    works.set(id, work);
    return work;
  };

  return {
    of,
    isAtRest: (id) => (works.get(id)?.steps ?? 0) === 0,
    add(id, step, onError) {
      const work = of(id);
      work.steps += 1;
      work.step = work.step
        .then(async () => {
          if (closed) return;
          const { signal } = work.abort;
          try {
            await step(work);
          } catch (error) {
            if (!signal.aborted && !closed) await onError(work, error);
          }
        })
        .finally(() => {
          work.steps -= 1;
        });
    },
    interrupt(id) {
      const work = of(id);
      work.abort.abort();
      work.abort = new AbortController();
    },
    known: () => [...works.keys()],
    idle: () => Promise.all([...works.values()].map((work) => work.step)),
    forget: (id) => void works.delete(id),
    async close() {
      closed = true;
      for (const work of works.values()) work.abort.abort();
      await Promise.all([...works.values()].map((work) => work.step));
    },
  };
}
