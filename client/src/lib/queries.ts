/** What the page keeps of the server's answers, and under which key. */
import { queryOptions } from '@tanstack/react-query';
import type { Place } from '../../../protocol/names.ts';
import type { Api } from './api.ts';

/** Text changes only when an author edits it; progress in it is mended when it changes. */
const TEXT_STALE_MS = 60_000;

export const meQuery = (api: Api) =>
  queryOptions({ queryKey: ['me'], queryFn: () => api.me(), staleTime: Number.POSITIVE_INFINITY });

export const statusQuery = (api: Api) =>
  queryOptions({ queryKey: ['status'], queryFn: () => api.status(), staleTime: 5_000 });

export const courseQuery = (api: Api) =>
  queryOptions({ queryKey: ['course'], queryFn: () => api.course() });

export const lessonQuery = (api: Api, slug: string) =>
  queryOptions({
    queryKey: ['lesson', slug],
    queryFn: () => api.lesson(slug),
    staleTime: TEXT_STALE_MS,
  });

export const quizQuery = (api: Api, lesson: string) =>
  queryOptions({ queryKey: ['quiz', lesson], queryFn: () => api.quiz(lesson) });

export const labQuery = (api: Api, slug: string) =>
  queryOptions({ queryKey: ['lab', slug], queryFn: () => api.lab(slug), staleTime: TEXT_STALE_MS });

export const hintQuery = (api: Api, lab: string, task: string, n: number) =>
  queryOptions({
    queryKey: ['hint', lab, task, n],
    queryFn: () => api.hint(lab, task, n),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const glossaryQuery = (api: Api) =>
  queryOptions({
    queryKey: ['glossary'],
    queryFn: () => api.glossary(),
    staleTime: TEXT_STALE_MS,
  });

export const cheatSheetQuery = (api: Api) =>
  queryOptions({
    queryKey: ['cheat-sheet'],
    queryFn: () => api.cheatSheet(),
    staleTime: TEXT_STALE_MS,
  });

export const searchQuery = (api: Api, query: string) =>
  queryOptions({
    queryKey: ['search', query],
    queryFn: () => api.search(query),
    staleTime: TEXT_STALE_MS,
  });

export const sessionKey = ({ kind, slug }: Place) => ['session', kind, slug] as const;

export const sessionQuery = (api: Api, place: Place) =>
  queryOptions({ queryKey: sessionKey(place), queryFn: () => api.session(place) });

export const sessionsQuery = (api: Api) =>
  queryOptions({ queryKey: ['sessions'], queryFn: () => api.sessions() });
