import { Icon } from '../../components/Icon.tsx';
import type { TaskView } from './task-view.ts';
import './task-mark.css';

const SAID = {
  done: 'done',
  shown: 'shown, not done',
  checking: 'being checked',
  failed: 'not right yet',
  open: 'open',
  later: 'later',
} as const;

const ICONS = { done: 'check', shown: 'eye' } as const;

/** A task's number, its tick, or the mark that it was shown. */
export function TaskMark({
  view: { number, state },
  current = false,
}: {
  view: TaskView;
  current?: boolean;
}) {
  return (
    <span className={`task-mark task-${state}${current ? ' task-current' : ''}`}>
      <span aria-hidden="true">
        {state === 'done' || state === 'shown' ? <Icon name={ICONS[state]} size={14} /> : number}
      </span>
      <span className="visually-hidden">
        Task {number}, {SAID[state]}
      </span>
    </span>
  );
}
