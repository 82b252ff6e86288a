import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { Question } from '../../../../protocol/quiz.ts';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { toApiError } from '../../lib/api-error.ts';
import { ReportProblem } from '../report/ReportProblem.tsx';
import { Choices } from './Choices.tsx';
import { Explained } from './Explained.tsx';
import { Inline } from './Inline.tsx';
import { verdictWords } from './quiz-view.ts';
import { useAnswer } from './useAnswer.ts';

function refusalWords(error: Error): string {
  const { code, message } = toApiError(error);
  return code === 'unreachable' ? `${message} Your choice is kept; answer again then.` : message;
}

const NOTHING: ReadonlySet<string> = new Set();

/** One question: asked, or answered and explained. */
export function QuestionCard({
  lesson,
  number,
  question,
}: {
  lesson: string;
  number: number;
  question: Question;
}) {
  const { kind, answer, options } = question;
  const give = useAnswer(lesson, question);
  const [picked, setPicked] = useState(NOTHING);
  const [empty, setEmpty] = useState(false);
  // The answer after which it is to be asked once more; the next one is another.
  const [triedAgain, setTriedAgain] = useState<number | null>(null);
  const asking = answer === null || answer.at === triedAgain;
  const chosen = new Set(options.map(({ id }) => id).filter((id) => picked.has(id)));

  const first = useRef<HTMLInputElement>(null);
  const verdict = useRef<HTMLDivElement>(null);
  const explained = useRef<HTMLUListElement>(null);
  const moved = useRef(false);
  useEffect(() => {
    // What was pressed is gone; the focus goes to what stands in its place.
    if (!moved.current) return;
    moved.current = false;
    if (asking) return first.current?.focus();
    explained.current?.focus({ preventScroll: true });
    verdict.current?.scrollIntoView({ block: 'nearest' });
  }, [asking]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!asking || give.isPending) return;
    setEmpty(chosen.size === 0);
    if (chosen.size === 0) return;
    moved.current = true;
    give.mutate([...chosen], {
      onSuccess: () => setPicked(NOTHING),
      onError: () => {
        moved.current = false;
      },
    });
  };
  const choose = (next: ReadonlySet<string>) => {
    setPicked(next);
    setEmpty(false);
  };
  const again = () => {
    moved.current = true;
    give.reset();
    setTriedAgain(answer?.at ?? null);
  };

  const problem = empty ? 'Choose an answer first.' : give.error && refusalWords(give.error);
  return (
    <li className="question" data-state={asking ? 'asked' : answer.right ? 'right' : 'wrong'}>
      <form onSubmit={submit}>
        <fieldset>
          <legend>
            <span className="question-number numbers">Question {number}</span>
            <Inline html={question.html} />
          </legend>
          {asking && kind === 'multiple' && (
            <p className="question-note">Choose everything that is right.</p>
          )}
          {asking && answer === null && question.right && (
            <p className="question-note">
              You have answered this right. It has been reworded since; it still counts.
            </p>
          )}
          <div role="status" className="question-verdict" ref={verdict}>
            {!asking && (
              <>
                <Icon name={answer.right ? 'check' : 'close'} /> {verdictWords(answer, kind)}
              </>
            )}
          </div>
          {asking ? (
            <Choices question={question} chosen={chosen} onChoose={choose} first={first} />
          ) : (
            <Explained options={answer.options} kind={kind} hold={explained} />
          )}
        </fieldset>
        {problem && (
          <p className="question-problem" role="alert">
            {problem}
          </p>
        )}
        <div className="question-foot">
          {asking && (
            <Button type="submit" aria-busy={give.isPending}>
              Answer
            </Button>
          )}
          {!asking && !answer.right && <Button onClick={again}>Try again</Button>}
          {!asking && (
            <p className="question-section">
              Explained under <Link to={{ hash: answer.section.id }}>{answer.section.title}</Link>
            </p>
          )}
        </div>
      </form>
      <ReportProblem about={{ kind: 'question', lesson, question: question.id }} />
    </li>
  );
}
