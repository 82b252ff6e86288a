import { useEffect, useRef, useState } from 'react';
import { currentTask, type TaskView } from './task-view.ts';

/** What a screen reader is told: tasks as they are done, and the end of Check my work. */
export function useTicks(views: readonly TaskView[], checking: boolean): string {
  const [said, setSaid] = useState('');
  const before = useRef<ReadonlySet<string> | null>(null);
  const wasChecking = useRef(checking);

  useEffect(() => {
    const done = new Set(views.filter(({ state }) => state === 'done').map(({ task }) => task.id));
    const fresh = views.filter(
      ({ task, status }) => status && done.has(task.id) && before.current?.has(task.id) === false,
    );
    const finished = wasChecking.current && !checking;
    before.current = done;
    wasChecking.current = checking;
    if (finished) {
      const next = currentTask(views);
      setSaid(
        next
          ? `Checked: ${done.size} of ${views.length} tasks done. Next: ${next.task.title}.`
          : 'Checked: all tasks are done.',
      );
    } else if (fresh.length > 0) {
      setSaid(fresh.map(({ number, task }) => `Task ${number} done: ${task.title}.`).join(' '));
    }
  }, [views, checking]);

  return said;
}
