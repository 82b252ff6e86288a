import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Lesson } from '../../../../protocol/course.ts';
import type { Question, Quiz } from '../../../../protocol/quiz.ts';
import type { Api } from '../../lib/api.ts';
import { useApi } from '../../lib/api-context.tsx';
import { toApiError } from '../../lib/api-error.ts';
import { lessonQuery, quizQuery } from '../../lib/queries.ts';
import { sumQuiz, withQuestion } from './quiz-view.ts';

/** Puts an answered question wherever the page shows it or counts it. */
function hold(client: QueryClient, api: Api, lesson: string, answered: Question): void {
  const { queryKey } = quizQuery(api, lesson);
  client.setQueryData<Quiz>(
    queryKey,
    (quiz) => quiz && { questions: withQuestion(quiz.questions, answered) },
  );
  const quiz = client.getQueryData<Quiz>(queryKey);
  client.setQueryData<Lesson>(
    lessonQuery(api, lesson).queryKey,
    (held) => held && quiz && { ...held, quiz: sumQuiz(quiz.questions) },
  );
  void client.invalidateQueries({ queryKey: ['course'] });
}

/** Answers a question with the ids of options. One whose words have changed is fetched anew. */
export function useAnswer(lesson: string, { id, version }: Question) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (chosen: string[]) => api.answerQuestion(lesson, id, { version, chosen }),
    onSuccess: (answered) => hold(client, api, lesson, answered),
    onError: (error) => {
      if (!toApiError(error).code.startsWith('question.')) return;
      void client.invalidateQueries({ queryKey: quizQuery(api, lesson).queryKey });
    },
  });
}
