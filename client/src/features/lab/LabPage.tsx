import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link, useParams } from 'react-router';
import type { Lab } from '../../../../protocol/course.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { NotFound } from '../../components/NotFound.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useApi } from '../../lib/api-context.tsx';
import { toApiError } from '../../lib/api-error.ts';
import { labQuery } from '../../lib/queries.ts';
import { useScroll } from '../../lib/use-scroll.ts';
import { useTitle } from '../../lib/use-title.ts';
import { BlockTools } from '../document/BlockTools.tsx';
import { Contents } from '../document/Contents.tsx';
import { DocumentView } from '../document/DocumentView.tsx';
import { BenchPage, type BenchParts } from '../workbench/BenchPage.tsx';
import { LabDone } from './LabDone.tsx';
import { TaskEnd } from './TaskEnd.tsx';
import { TaskMark } from './TaskMark.tsx';
import { TaskStrip } from './TaskStrip.tsx';
import { currentTask, type TaskView, taskViews } from './task-view.ts';
import { useTicks } from './useTicks.ts';
import '../lesson/lesson.css';

const STEP = /^task-/;

function Steps({ lab, bench }: { lab: Lab; bench: BenchParts }) {
  const { session } = bench.handle;
  const place = { kind: 'lab', slug: lab.slug } as const;
  const views = useMemo(
    () => taskViews(lab.tasks, session, lab.progress.tasksDone),
    [lab, session],
  );
  const ids = useMemo(() => lab.tasks.map(({ id }) => `task-${id}`), [lab]);
  const said = useTicks(views, session?.check?.state === 'running');
  const current = currentTask(views);
  // While it is being checked, nothing is typed into it.
  const idle = session?.state === 'ready' && session.check?.state !== 'running';
  const canShow = (view: TaskView) =>
    idle && view.task.shows.length > 0 && (view === current || view.state === 'shown');
  const viewOf = (id: string) => views.find(({ task }) => task.id === id.replace(STEP, ''));

  return (
    <>
      <header className="reading-head lab-head">
        <p className="reading-eyebrow">
          Lab of lesson{' '}
          <Link to={`/lessons/${lab.lesson.slug}`}>
            {lab.lesson.number}, {lab.lesson.title}
          </Link>{' '}
          · {lab.minutes} minutes
        </p>
        <h1>{lab.title}</h1>
        <p className="reading-summary">{lab.summary}</p>
      </header>
      <TaskStrip views={views} bench={bench} />
      <p className="visually-hidden" role="status">
        {said}
      </p>
      <DocumentView
        document={lab.document}
        sections={ids}
        renderBlock={(block) => (
          <BlockTools
            block={block}
            place={place}
            onRun={bench.showBench}
            onNear={bench.expectLab}
          />
        )}
        renderHeading={(id) => {
          const view = viewOf(id);
          return view && <TaskMark view={view} current={view === current} />;
        }}
        renderSectionEnd={(id) => {
          const view = viewOf(id);
          return (
            view && (
              <TaskEnd
                lab={lab.slug}
                lessonNumber={lab.lesson.number}
                view={view}
                views={views}
                onShow={canShow(view) ? bench.showBench : null}
              />
            )
          );
        }}
      />
      {!current && <LabDone lab={lab} views={views} />}
    </>
  );
}

function LabText({ lab }: { lab: Lab }) {
  useScroll(true);
  return (
    <BenchPage
      place={{ kind: 'lab', slug: lab.slug }}
      images={lab.images}
      introduction="A whole machine for this lab, with its own Docker Engine. Tasks tick themselves as you work. What you do in it is kept until you remove it."
      contents={<Contents headings={lab.document.headings} />}
    >
      {(bench) => <Steps lab={lab} bench={bench} />}
    </BenchPage>
  );
}

export default function LabPage() {
  const { slug = '' } = useParams();
  const { data, error, refetch } = useQuery(labQuery(useApi(), slug));
  useTitle(data?.title);
  if (data) return <LabText key={data.slug} lab={data} />;
  if (error && toApiError(error).code.endsWith('otFound')) return <NotFound what="lab" />;
  return (
    <div className="reading-alone">
      {error ? (
        <ErrorNotice
          title="The lab could not be loaded"
          error={error}
          retry={() => void refetch()}
        />
      ) : (
        <Skeleton title lines={9} />
      )}
    </div>
  );
}
