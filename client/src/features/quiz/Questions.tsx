import { useQuery } from '@tanstack/react-query';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useApi } from '../../lib/api-context.tsx';
import { quizQuery } from '../../lib/queries.ts';
import { QuestionCard } from './QuestionCard.tsx';
import './questions.css';

/** The questions of a lesson, one under another. */
export default function Questions({ lesson }: { lesson: string }) {
  const { data, error, refetch } = useQuery(quizQuery(useApi(), lesson));
  if (data) {
    return (
      <ol className="questions">
        {data.questions.map((question, index) => (
          <QuestionCard key={question.id} lesson={lesson} number={index + 1} question={question} />
        ))}
      </ol>
    );
  }
  if (!error) return <Skeleton lines={6} />;
  return (
    <ErrorNotice
      title="The questions could not be loaded"
      error={error}
      retry={() => void refetch()}
    />
  );
}
