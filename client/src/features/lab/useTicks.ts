import { useEffect, useRef, useState } from 'react';
import { currentTask, type TaskView, throughWords } from './task-view.ts';

/** What a screen reader is told: tasks as they are done or shown, and the end of Check my work. */
export function useTicks(views: readonly TaskView[], checking: boolean): string {
  const [said, setSaid] = useState('');
  const before = useRef<ReadonlySet<string> | null>(null);
  const wasChecking = useRef(checking);

  useEffect(() => {
    const over = views.filter(({ state }) => state === 'done' || state === 'shown');
    const ids = new Set(over.map(({ task }) => task.id));
    const fresh = views.filter(
      ({ task, status }) => status && ids.has(task.id) && before.current?.has(task.id) === false,
    );
    const finished = wasChecking.current && !checking;
    before.current = ids;
    wasChecking.current = checking;
    if (finished) {
      const next = currentTask(views);
      setSaid(
        next
          ? `Checked: ${over.filter(({ state }) => state === 'done').length} of ${views.length} tasks done. Next: ${next.task.title}.`
          : `Checked: ${throughWords(views)}.`,
      );
    } else if (fresh.length > 0) {
      setSaid(
        fresh.map(({ number, task, state }) => `Task ${number} ${state}: ${task.title}.`).join(' '),
      );
    }
  }, [views, checking]);

  return said;
}
