import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Course } from '../../protocol/course.ts';
import type { LessonRecord } from '../progress/progress.ts';
import { labProgress, presentCourse, quizProgress } from './present.ts';
import type { CourseContent } from './types.ts';

const lesson = (number: number, labs: string[]) => ({
  slug: `0${number}-lesson`,
  number,
  title: `Lesson ${number}`,
  summary: 'Of something.',
  minutes: 10,
  commands: 3,
  quiz: ['q', 'r'],
  labs: labs.map((slug) => ({ slug, title: `Lab ${slug}`, minutes: 15, tasks: ['a', 'b'] })),
});

const COURSE: CourseContent = {
  parts: [
    { title: 'One', lessons: [lesson(1, ['first']), lesson(2, [])] },
    { title: 'Two', lessons: [lesson(3, ['second'])] },
  ],
};

const nothing = () => ({
  lessons: new Map<string, LessonRecord>(),
  answered: new Map<string, Set<string>>(),
  tasks: new Map<string, Map<string, number>>(),
  shown: new Map<string, Map<string, number>>(),
  labTouches: new Map<string, number>(),
});
const read = (touchedAt: number, doneAt: number | null = null) => ({
  startedAt: 1,
  touchedAt,
  doneAt,
});

describe('labProgress', () => {
  it('counts the tasks that the lab has now', () => {
    const learner = nothing();
    learner.tasks.set(
      'first',
      new Map([
        ['a', 5],
        ['gone', 9],
      ]),
    );
    expect(labProgress('first', ['a', 'b'], learner)).toEqual({
      tasksDone: 1,
      tasksTotal: 2,
      tasksShown: 0,
      doneAt: null,
    });
    learner.shown.set('first', new Map([['b', 7]]).set('gone-too', 8));
    expect(labProgress('first', ['a', 'b'], learner)).toEqual({
      tasksDone: 1,
      tasksTotal: 2,
      tasksShown: 1,
      doneAt: null,
    });
    learner.shown.clear();
    learner.tasks.get('first')?.set('b', 4);
    expect(labProgress('first', ['a', 'b'], learner)).toEqual({
      tasksDone: 2,
      tasksTotal: 2,
      tasksShown: 0,
      doneAt: 5,
    });
  });
});

describe('quizProgress', () => {
  it('counts the questions that the lesson has now', () => {
    const learner = nothing();
    expect(quizProgress('01-lesson', ['q', 'r'], learner)).toEqual({ right: 0, total: 2 });
    learner.answered.set('01-lesson', new Set(['r', 'gone']));
    learner.answered.set('02-lesson', new Set(['q']));
    expect(quizProgress('01-lesson', ['q', 'r'], learner)).toEqual({ right: 1, total: 2 });
    expect(quizProgress('01-lesson', [], learner)).toEqual({ right: 0, total: 0 });
  });
});

describe('presentCourse', () => {
  it('shows a new learner an untouched course', () => {
    const course = presentCourse(COURSE, nothing());
    expect(Course.parse(course)).toEqual(course);
    expect(course.continueWith).toBeNull();
    expect(course.parts[0]?.lessons[0]).toMatchObject({
      slug: '01-lesson',
      progress: { state: 'untouched', doneAt: null },
      labs: [
        { slug: 'first', progress: { tasksDone: 0, tasksTotal: 2, tasksShown: 0, doneAt: null } },
      ],
    });
  });

  it('shows what is begun and what is done', () => {
    const learner = nothing();
    learner.lessons.set('01-lesson', read(5, 7)).set('02-lesson', read(6));
    learner.answered.set('01-lesson', new Set(['q']));
    const [first, second] = presentCourse(COURSE, learner).parts[0]?.lessons ?? [];
    expect(first?.progress).toEqual({ state: 'done', doneAt: 7 });
    expect(second?.progress).toEqual({ state: 'started', doneAt: null });
    expect([first?.quiz, second?.quiz]).toEqual([
      { right: 1, total: 2 },
      { right: 0, total: 2 },
    ]);
  });

  it('continues with what was touched last and is not done', () => {
    const learner = nothing();
    learner.lessons.set('01-lesson', read(50, 50)).set('02-lesson', read(20));
    expect(presentCourse(COURSE, learner).continueWith).toEqual({
      kind: 'lesson',
      slug: '02-lesson',
      title: 'Lesson 2',
    });
    learner.labTouches.set('second', 30).set('no-longer-there', 99);
    expect(presentCourse(COURSE, learner).continueWith).toEqual({
      kind: 'lab',
      slug: 'second',
      title: 'Lab second',
    });
    learner.tasks.set(
      'second',
      new Map([
        ['a', 40],
        ['b', 41],
      ]),
    );
    expect(presentCourse(COURSE, learner).continueWith?.slug).toBe('02-lesson');
    learner.tasks.set('first', new Map([['a', 21]]));
    expect(presentCourse(COURSE, learner).continueWith?.slug).toBe('first');
    learner.shown.set('first', new Map([['b', 22]]));
    expect(presentCourse(COURSE, learner).continueWith?.slug).toBe('02-lesson');
  });

  it('never continues with what is done or unknown', () => {
    const at = fc.integer({ min: 0, max: 100 });
    const lessons = fc.dictionary(
      fc.constantFrom('01-lesson', '02-lesson', '03-lesson', '09-gone'),
      fc.record({ startedAt: at, touchedAt: at, doneAt: fc.option(at) }),
    );
    const touches = fc.dictionary(fc.constantFrom('first', 'second', 'gone'), at);
    const tasks = fc.dictionary(
      fc.constantFrom('first', 'second', 'gone'),
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), at),
    );
    fc.assert(
      fc.property(lessons, touches, tasks, tasks, (read, touched, earned, typed) => {
        const shown = Object.entries(typed).map(([lab, times]) => {
          const open = Object.entries(times).filter(([task]) => !(task in (earned[lab] ?? {})));
          return [lab, new Map(open)] as const;
        });
        const course = presentCourse(COURSE, {
          lessons: new Map(Object.entries(read)),
          answered: new Map(),
          shown: new Map(shown),
          labTouches: new Map(Object.entries(touched)),
          tasks: new Map(
            Object.entries(earned).map(([lab, times]) => [lab, new Map(Object.entries(times))]),
          ),
        });
        expect(Course.parse(course)).toEqual(course);
        const all = course.parts.flatMap((part) => part.lessons);
        const open = [
          ...all.filter(({ progress }) => progress.state === 'started'),
          ...all
            .flatMap(({ labs }) => labs)
            .filter(({ slug, progress }) => {
              const begun = slug in touched || Object.keys(earned[slug] ?? {}).length > 0;
              const over = progress.tasksDone + progress.tasksShown === progress.tasksTotal;
              return begun && !over;
            }),
        ].map(({ slug }) => slug);
        if (open.length === 0) expect(course.continueWith).toBeNull();
        else expect(open).toContain(course.continueWith?.slug);
      }),
    );
  });
});
