/**
 * Labs that ran before this process, until it has taken them over: so long nobody can say which terminals are
 * not there. Counted for each learner: no lab that answers slowly keeps another learner waiting.
 */

/** A lab that runs and is being taken over. */
export interface FoundLab {
  learnerId: string;
  sessionId: string;
  /** Resolves when it has been taken over, or could not be. */
  taken: Promise<void>;
}

export interface Recovery {
  /** All that were found; once more, when the engine was away. */
  begin(found: readonly FoundLab[]): void;
  isOver(sessionId: string): boolean;
  /** Resolves when it is known which of this learner's labs ran, and these have been taken over. */
  over(learnerId: string): Promise<void>;
}

/**
 * @param mayHave whether a learner has a lab that ran, as far as the database knows: whoever has none waits for
 *   nothing, also where there is no engine that could be asked
 */
export function createRecovery(mayHave: (learnerId: string) => Promise<boolean>): Recovery {
  /** By session. */
  const pending = new Map<string, FoundLab>();
  let begun = false;
  let setBegun = (): void => {};
  const beginning = new Promise<void>((resolve) => {
    setBegun = resolve;
  });
  return {
    begin(found) {
      for (const lab of found) {
        pending.set(lab.sessionId, lab);
        void lab.taken.then(() => {
          if (pending.get(lab.sessionId) === lab) pending.delete(lab.sessionId);
        });
      }
      begun = true;
      setBegun();
    },
    isOver: (sessionId) => begun && !pending.has(sessionId),
    async over(learnerId) {
      if (!begun && !(await mayHave(learnerId))) return;
      await beginning;
      const own = [...pending.values()].filter((lab) => lab.learnerId === learnerId);
      await Promise.all(own.map(({ taken }) => taken));
    },
  };
}
