import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { eventually } from '../../test/support/eventually.ts';
import { createContent } from './content.ts';
import { type CourseFixture, createFixture } from './course.fixture.ts';
import { watchContent } from './watch.ts';

const LESSON = 'lessons/03-named-volumes/lesson.md';

let fixture: CourseFixture;
beforeEach(async () => {
  fixture = await createFixture();
});
afterEach(() => fixture.remove());

describe('watchContent', () => {
  it('tells of a file that is changed, of one in a new folder, and of nothing after its end', async () => {
    let changes = 0;
    const stop = watchContent(fixture.root, () => {
      changes += 1;
    });
    await fixture.write({ [LESSON]: 'changed' });
    await eventually(() => changes > 0);
    await fixture.write({ 'labs/new/lab.md': 'new' });
    await eventually(() => changes > 1);
    stop();
    const before = changes;
    const other = watchContent(fixture.root, () => {
      changes = before + 100;
    });
    await fixture.write({ [LESSON]: 'changed again' });
    await eventually(() => changes >= before + 100);
    other();
    expect(changes).toBe(before + 100);
  });
});

describe('reread', () => {
  it('finds at once what is wrong now, however short ago it was looked', async () => {
    const log = pino({ level: 'silent' });
    const content = await createContent({
      root: fixture.root,
      images: ['busybox:1.37'],
      log,
      now: () => 0,
    });
    await content.course();
    await fixture.write({ [LESSON]: 'no front matter' });
    expect(await content.reread()).toContainEqual(expect.stringContaining(`${LESSON}:1: `));
  });
});
