import { lazy, Suspense } from 'react';
import type { Heading } from '../../../../protocol/course.ts';
import type { QuizProgress } from '../../../../protocol/quiz.ts';
import { ErrorBoundary } from '../../components/ErrorBoundary.tsx';
import { Ring } from '../../components/Progress.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { progressWords } from './quiz-view.ts';
import './self-check.css';

/** Nobody reads a lesson from its end: the text need not wait for this. */
const Questions = lazy(() => import('./Questions.tsx'));

/** Where it stands in a lesson's contents. No heading of the text has this id. */
export const SELF_CHECK: Heading = { id: 'self-check', text: 'Check yourself', level: 2 };

/** What comes after a lesson's text: questions on it, and how many are answered right. */
export function SelfCheck({ lesson, progress }: { lesson: string; progress: QuizProgress }) {
  return (
    <section className="self-check" aria-labelledby={SELF_CHECK.id}>
      <header className="self-check-head">
        <h2 id={SELF_CHECK.id}>{SELF_CHECK.text}</h2>
        <p className="self-check-progress numbers">
          <Ring done={progress.right} total={progress.total} />
          {progressWords(progress)}
        </p>
      </header>
      <p className="self-check-words">
        Answer from memory, then read why each answer is right or not. A wrong one costs nothing.
      </p>
      <ErrorBoundary part="The questions">
        <Suspense fallback={<Skeleton lines={6} />}>
          <Questions lesson={lesson} />
        </Suspense>
      </ErrorBoundary>
    </section>
  );
}
