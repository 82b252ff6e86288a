import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useParams } from 'react-router';
import type { Lesson } from '../../../../protocol/course.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { NotFound } from '../../components/NotFound.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useApi } from '../../lib/api-context.tsx';
import { toApiError } from '../../lib/api-error.ts';
import { lessonQuery } from '../../lib/queries.ts';
import { useScroll } from '../../lib/use-scroll.ts';
import { useTitle } from '../../lib/use-title.ts';
import { BlockTools } from '../document/BlockTools.tsx';
import { Contents } from '../document/Contents.tsx';
import { DocumentView } from '../document/DocumentView.tsx';
import { SELF_CHECK, SelfCheck } from '../quiz/SelfCheck.tsx';
import { BenchPage } from '../workbench/BenchPage.tsx';
import { LessonEnd } from './LessonEnd.tsx';
import { Objectives } from './Objectives.tsx';
import './lesson.css';

/** Remembers that the lesson is being read, so that the course can go on from here. */
function useOpened({ slug, progress }: Lesson): void {
  const api = useApi();
  const client = useQueryClient();
  const done = progress.state === 'done';
  useEffect(() => {
    if (done) return;
    api.setLessonDone(slug, false).then(
      () => client.invalidateQueries({ queryKey: ['course'] }),
      // The reader loses nothing but a mark on the map.
      () => {},
    );
  }, [api, client, slug, done]);
}

function LessonText({ lesson }: { lesson: Lesson }) {
  const place = { kind: 'lesson', slug: lesson.slug } as const;
  useScroll(true);
  useOpened(lesson);
  const hasQuestions = lesson.quiz.total > 0;
  const { headings } = lesson.document;
  const contents = useMemo(
    () => (hasQuestions ? [...headings, SELF_CHECK] : headings),
    [hasQuestions, headings],
  );
  return (
    <BenchPage
      place={place}
      images={lesson.images}
      introduction="A whole machine for this lesson, with its own Docker Engine. Press Run at a command and it runs here; what you do in it is kept until you remove it."
      contents={<Contents headings={contents} />}
    >
      {({ showBench, expectLab }) => (
        <>
          <header className="reading-head">
            <p className="reading-eyebrow">
              Lesson {lesson.number} · {lesson.minutes} minutes
            </p>
            <h1>{lesson.title}</h1>
            <p className="reading-summary">{lesson.summary}</p>
            <Objectives objectives={lesson.objectives} />
          </header>
          <DocumentView
            document={lesson.document}
            renderBlock={(block) => (
              <BlockTools block={block} place={place} onRun={showBench} onNear={expectLab} />
            )}
          />
          {hasQuestions && <SelfCheck lesson={lesson.slug} progress={lesson.quiz} />}
          <LessonEnd lesson={lesson} />
        </>
      )}
    </BenchPage>
  );
}

export default function LessonPage() {
  const { slug = '' } = useParams();
  const { data, error, refetch } = useQuery(lessonQuery(useApi(), slug));
  useTitle(data?.title);
  if (data) return <LessonText key={data.slug} lesson={data} />;
  if (error && toApiError(error).code.endsWith('otFound')) return <NotFound what="lesson" />;
  return (
    <div className="reading-alone">
      {error ? (
        <ErrorNotice
          title="The lesson could not be loaded"
          error={error}
          retry={() => void refetch()}
        />
      ) : (
        <Skeleton title lines={9} />
      )}
    </div>
  );
}
