/** Watches which running labs are used, says when one will be stopped, and has it stopped. */
import { isNear, stopTime, type Use } from './idle.ts';

export interface Idling {
  /** A lab runs from now on. `traffic` counts up while something goes on in its terminals. */
  begin(sessionId: string, traffic: () => number): void;
  /** It doesn't any more. */
  end(sessionId: string): void;
  /** A person did something in it. */
  sign(sessionId: string): void;
  /** Whether a page that shows it is in view. */
  setVisible(sessionId: string, visible: boolean): void;
  /** When it is stopped unless something happens, once that is near; else null. */
  stopsAt(sessionId: string): number | null;
  /** Looks after all of them; called at intervals. */
  look(): void;
  close(): void;
}

export interface IdlingParts {
  /** Null: never. */
  idleMs: number | null;
  /** Whether something is under way in it that its learner waits for. */
  isBusy(sessionId: string): boolean;
  /** It is to be stopped. */
  onDue(sessionId: string): void;
  /** What `stopsAt` says of it has changed. */
  onChange(sessionId: string): void;
  now: () => number;
}

/** The notice is this much late at most. */
export const LOOK_EVERY_MS = 5_000;

interface Watched extends Use {
  visible: boolean;
  traffic: () => number;
  /** As it was at the last look. */
  counted: number;
  /** What the page was told last. */
  told: number | null;
}

export function createIdling({ idleMs, isBusy, onDue, onChange, now }: IdlingParts): Idling {
  const labs = new Map<string, Watched>();
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();

  function stopsAt(lab: Watched): number | null {
    if (idleMs === null) return null;
    const at = stopTime({ sign: lab.sign, stir: lab.visible ? now() : lab.stir }, idleMs);
    return isNear(at, now(), idleMs) ? at : null;
  }

  function tell(sessionId: string, lab: Watched): void {
    const at = stopsAt(lab);
    if (at === lab.told) return;
    lab.told = at;
    onChange(sessionId);
  }

  function happened(sessionId: string, change: Partial<Watched>): void {
    const lab = labs.get(sessionId);
    if (lab === undefined) return;
    Object.assign(lab, change);
    // Most of what happens, happens to labs that are far from being stopped.
    if (lab.told !== null) tell(sessionId, lab);
  }

  function look(): void {
    if (idleMs === null) return;
    for (const [sessionId, lab] of labs) {
      const counted = lab.traffic();
      if (lab.visible || counted !== lab.counted || isBusy(sessionId)) lab.stir = now();
      lab.counted = counted;
      const at = stopTime(lab, idleMs);
      if (at <= now()) onDue(sessionId);
      else tell(sessionId, lab);
    }
  }

  return {
    begin(sessionId, traffic) {
      const visible = labs.get(sessionId)?.visible ?? false;
      const counted = traffic();
      labs.set(sessionId, { sign: now(), stir: now(), visible, traffic, counted, told: null });
    },
    end: (sessionId) => void labs.delete(sessionId),
    sign: (sessionId) => happened(sessionId, { sign: now() }),
    setVisible(sessionId, visible) {
      const lab = labs.get(sessionId);
      if (lab === undefined || lab.visible === visible) return;
      // Somebody has come to the page, or left it.
      happened(sessionId, { visible, sign: now() });
    },
    stopsAt(sessionId) {
      const lab = labs.get(sessionId);
      return lab === undefined ? null : stopsAt(lab);
    },
    look,
    close: () => clearInterval(timer),
  };
}
