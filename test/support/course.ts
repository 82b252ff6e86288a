/** A small course of the test's own, in a folder that a server can be started on. */
import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type CourseFixture, createFixture } from '../../server/lessons/course.fixture.ts';
import { root } from './server.ts';

/** The fixture course with all else that a server reads: the seccomp profile and the built page. */
export async function createCourse(): Promise<CourseFixture> {
  const seccomp = await readFile(join(root, 'sandbox', 'seccomp.json'), 'utf8');
  const course = await createFixture({ 'sandbox/seccomp.json': seccomp });
  await symlink(join(root, 'client'), join(course.root, 'client'));
  return course;
}
