import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import type { Lesson } from '../../../../protocol/course.ts';
import { NotFound } from '../../app/NotFound.tsx';
import { useScroll } from '../../app/useScroll.ts';
import { useTitle } from '../../app/useTitle.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useApi } from '../../lib/api-context.tsx';
import { toApiError } from '../../lib/api-error.ts';
import { lessonQuery } from '../../lib/queries.ts';
import { BlockTools } from '../document/BlockTools.tsx';
import { Contents } from '../document/Contents.tsx';
import { DocumentView } from '../document/DocumentView.tsx';
import { BenchPage } from '../workbench/BenchPage.tsx';
import { LessonEnd } from './LessonEnd.tsx';
import { Objectives } from './Objectives.tsx';
import './lesson.css';

function LessonText({ lesson }: { lesson: Lesson }) {
  const place = { kind: 'lesson', slug: lesson.slug } as const;
  useScroll(true);
  return (
    <BenchPage
      place={place}
      introduction="A whole machine for this lesson, with its own Docker Engine. Press Run at a command and it runs here; what you do in it is kept until you remove it."
      contents={<Contents headings={lesson.document.headings} />}
    >
      {({ showBench }) => (
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
            renderBlock={(block) => <BlockTools block={block} place={place} onRun={showBench} />}
          />
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
