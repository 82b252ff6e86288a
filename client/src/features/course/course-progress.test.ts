import { describe, expect, it } from '@jest/globals';
import type { Course, LessonCard } from '../../../../protocol/course.ts';
import { lessonAfter, sumCourse, titleOf } from './course-progress.ts';

const lesson = (number: number, done: boolean, tasksDone: number): LessonCard => ({
  slug: `0${number}-a`,
  number,
  title: `Lesson ${number}`,
  summary: '',
  minutes: 10,
  commands: 3,
  quiz: { right: number - 1, total: 4 },
  labs: [
    {
      slug: `lab-${number}`,
      title: `Lab ${number}`,
      minutes: 15,
      progress: { tasksDone, tasksTotal: 4, tasksShown: 0, doneAt: null },
    },
  ],
  progress: { state: done ? 'done' : 'started', doneAt: done ? 1 : null },
});

const course: Course = {
  parts: [
    { title: 'One', lessons: [lesson(1, true, 4), lesson(2, false, 1)] },
    { title: 'Two', lessons: [lesson(3, false, 0)] },
  ],
  continueWith: null,
};

describe('the course map', () => {
  it('adds up lessons, questions and tasks over all parts', () => {
    expect(sumCourse(course)).toEqual({
      lessons: 3,
      lessonsDone: 1,
      questions: 12,
      questionsRight: 3,
      tasks: 12,
      tasksDone: 5,
    });
  });

  it('goes on from the end of a part to the next', () => {
    expect(lessonAfter(course, '02-a')?.slug).toBe('03-a');
    expect(lessonAfter(course, '03-a')).toBeUndefined();
    expect(lessonAfter(course, 'unknown')).toBeUndefined();
  });

  it('finds titles, and falls back to the slug', () => {
    expect(titleOf(course, 'lab', 'lab-3')).toBe('Lab 3');
    expect(titleOf(course, 'lesson', 'lab-3')).toBe('lab-3');
    expect(titleOf(undefined, 'lab', 'lab-3')).toBe('lab-3');
  });
});
