import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { RunState } from '../document/BlockTools.tsx';
import { isUnderWay } from '../document/run-words.ts';
import { useBlockRun, useTerminals } from '../terminal/api.ts';
import type { TaskView } from './task-view.ts';

/** `task 2`, `tasks 2, 3 and 4`. */
function tasksWords(numbers: readonly number[]): string {
  const listed = new Intl.ListFormat('en').format(numbers.map(String));
  return numbers.length === 1 ? `task ${listed}` : `tasks ${listed}`;
}

const capitalised = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** Types the solution of a task into the learner's terminal, once they have agreed to what that means. */
export function ShowSolution({
  lab,
  view,
  views,
  onRun,
}: {
  lab: string;
  view: TaskView;
  /** All tasks of the lab. */
  views: readonly TaskView[];
  /** Called before it is typed, to bring the terminals into view. */
  onRun: () => void;
}) {
  const place = { kind: 'lab', slug: lab } as const;
  const { run } = useTerminals();
  const state = useBlockRun(place, view.task.id);
  const [asked, setAsked] = useState(false);

  const shown = views.filter(
    ({ task, status }) => view.task.shows.includes(task.id) && status?.done !== true,
  );
  const words = tasksWords(shown.map(({ number }) => number));
  const again = view.state === 'shown';
  // What went well needs no second time, and no word of it; what did not may be tried again.
  const failed = state !== undefined && /^(failed|lost|refused)$/.test(state.state);
  const offered = !again || failed;
  // How the last one ended is no news in a lab that has begun anew.
  const news = state && (isUnderWay(state) || (failed && (again || state.state !== 'failed')));
  return (
    <>
      {offered && (
        <Button
          look="quiet"
          small
          disabled={state !== undefined && isUnderWay(state)}
          onClick={() => setAsked(true)}
        >
          {again ? 'Show again' : 'Show solution'}
        </Button>
      )}
      <span role="status" className="solution-state">
        {news && <RunState run={state} />}
      </span>
      {news && state.message && (
        <p className="solution-message" role="alert">
          {state.message}
        </p>
      )}
      {asked && (
        <ConfirmDialog
          title={`Show the solution of ${words}?`}
          verb={again ? 'Show again' : 'Show solution'}
          look="primary"
          onConfirm={() => {
            onRun();
            void run(place, view.task.id);
          }}
          onClose={() => setAsked(false)}
        >
          <p>
            Its commands are typed into your terminal, line by line, and run in your lab as it is
            now. They may change or remove what you have made; where something is in their way, the
            terminal says so.
          </p>
          <p>
            {capitalised(words)} will count as shown, not as done, and you go on with the next. To
            earn {shown.length === 1 ? 'it' : 'them'} after all, reset the lab and do{' '}
            {shown.length === 1 ? 'it' : 'them'} yourself.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
