/** The server over HTTP: every route of the page, its answer checked against the protocol. */
import * as z from 'zod/mini';
import { Course, Hint, Lab, Lesson, LessonProgress } from '../../../protocol/course.ts';
import { FailureBody } from '../../../protocol/failure.ts';
import { type DeleteMe, Me, RecoveryCode } from '../../../protocol/learner.ts';
import type { Place } from '../../../protocol/names.ts';
import { type GiveAnswer, Question, Quiz } from '../../../protocol/quiz.ts';
import { CheatSheet, Glossary } from '../../../protocol/reference.ts';
import { MadeReport, type MakeReport } from '../../../protocol/report.ts';
import type { KeepSavePoint, ResetSession } from '../../../protocol/save-points.ts';
import { SearchResult } from '../../../protocol/search.ts';
import { CurrentSession, LabSession, Sessions } from '../../../protocol/session.ts';
import { SystemStatus } from '../../../protocol/status.ts';
import { ApiError, unreachable } from './api-error.ts';

export interface Api {
  me(): Promise<Me>;
  makeRecoveryCode(): Promise<RecoveryCode>;
  recover(code: string): Promise<void>;
  /** Where the browser downloads all that is kept of the learner. */
  readonly exportAddress: string;
  /** Deletes all that is kept of the learner; the browser is a new one afterwards. */
  deleteMe(): Promise<void>;
  status(): Promise<SystemStatus>;
  course(): Promise<Course>;
  lesson(slug: string): Promise<Lesson>;
  setLessonDone(slug: string, done: boolean): Promise<LessonProgress>;
  /** The questions at the end of a lesson. */
  quiz(lesson: string): Promise<Quiz>;
  /** The question with what its answer was worth. */
  answerQuestion(lesson: string, question: string, answer: GiveAnswer): Promise<Question>;
  lab(slug: string): Promise<Lab>;
  /** `n` from 1. Opening one is remembered. */
  hint(lab: string, task: string, n: number): Promise<Hint>;
  glossary(): Promise<Glossary>;
  cheatSheet(): Promise<CheatSheet>;
  search(query: string): Promise<SearchResult>;
  /** Tells those who run the server what is wrong. */
  report(report: MakeReport): Promise<MadeReport>;
  session(place: Place): Promise<LabSession | null>;
  sessions(): Promise<LabSession[]>;
  startSession(place: Place): Promise<LabSession>;
  stopSession(id: string): Promise<LabSession>;
  keepSession(id: string): Promise<LabSession>;
  resetSession(id: string, kind: ResetSession['kind']): Promise<LabSession>;
  /** Answers when the copy is made. */
  keepSavePoint(id: string, name: string): Promise<LabSession>;
  rewindSession(id: string, point: string): Promise<LabSession>;
  dropSavePoint(id: string, point: string): Promise<LabSession>;
  checkSession(id: string): Promise<LabSession>;
  removeSession(id: string): Promise<void>;
}

interface Request {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  timeoutMs?: number;
}

/** Longest wait for an answer. Labs start in the background, so that no answer takes long. */
const ANSWER_TIMEOUT_MS = 20_000;

/** A large lab is copied on a slow disk; the server gives up before. */
const COPY_TIMEOUT_MS = 5 * 60_000;

/** A refusal, from its body when that can be read. */
async function refusal(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const failure = FailureBody.safeParse(body);
  if (failure.success) {
    const { code, message, id } = failure.data.error;
    return new ApiError(code, message, id);
  }
  // Without a body of ours a proxy in front of the server answered.
  return response.status >= 502
    ? unreachable()
    : new ApiError('unreadable', `The server answered ${response.status} without a reason.`);
}

/**
 * @param send usually `fetch`; rejects when there is no answer.
 * @param report hears of answers that don't obey the protocol.
 */
export function createApi(send: typeof fetch, report: (text: string) => void = console.error): Api {
  async function ask(
    path: string,
    { method = 'GET', body, timeoutMs = ANSWER_TIMEOUT_MS }: Request,
  ): Promise<Response> {
    const headers: Record<string, string> = { accept: 'application/json' };
    // The same-origin proof: another site's page cannot set this header without asking first.
    if (method !== 'GET') headers['x-holdfast'] = '1';
    if (body !== undefined) headers['content-type'] = 'application/json';
    let response: Response;
    try {
      response = await send(`/api${path}`, {
        method,
        headers,
        signal: AbortSignal.timeout(timeoutMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch {
      throw unreachable();
    }
    if (!response.ok) throw await refusal(response);
    return response;
  }

  async function call<S extends z.ZodMiniType>(
    schema: S,
    path: string,
    request: Request = {},
  ): Promise<z.infer<S>> {
    const response = await ask(path, request);
    const body: unknown = await response.json().catch(() => undefined);
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    report(`Unexpected answer of ${path}: ${z.prettifyError(parsed.error)}`);
    throw new ApiError(
      'unreadable',
      'The server answered something this page does not understand. It may have been updated: reload the page.',
    );
  }

  const post = { method: 'POST' } as const;
  const at = encodeURIComponent;

  return {
    me: () => call(Me, '/me'),
    makeRecoveryCode: () => call(RecoveryCode, '/me/recovery-code', post),
    recover: async (code) => {
      await ask('/me/recover', { ...post, body: { code } });
    },
    exportAddress: '/api/me/export',
    deleteMe: async () => {
      await ask('/me', { method: 'DELETE', body: { confirm: 'delete' } satisfies DeleteMe });
    },
    status: () => call(SystemStatus, '/status'),
    course: () => call(Course, '/course'),
    lesson: (slug) => call(Lesson, `/lessons/${at(slug)}`),
    setLessonDone: (slug, done) =>
      call(LessonProgress, `/lessons/${at(slug)}/progress`, { method: 'PUT', body: { done } }),
    quiz: (lesson) => call(Quiz, `/lessons/${at(lesson)}/quiz`),
    answerQuestion: (lesson, question, answer) =>
      call(Question, `/lessons/${at(lesson)}/quiz/${at(question)}/answer`, {
        ...post,
        body: answer,
      }),
    lab: (slug) => call(Lab, `/labs/${at(slug)}`),
    hint: (lab, task, n) => call(Hint, `/labs/${at(lab)}/tasks/${at(task)}/hints/${n}`),
    glossary: () => call(Glossary, '/glossary'),
    cheatSheet: () => call(CheatSheet, '/cheat-sheet'),
    search: (query) => call(SearchResult, `/search?q=${at(query)}`),
    report: (report) => call(MadeReport, '/reports', { ...post, body: report }),
    session: async ({ kind, slug }) =>
      (await call(CurrentSession, `/sessions?kind=${kind}&slug=${at(slug)}`)).session,
    sessions: async () => (await call(Sessions, '/sessions/all')).sessions,
    startSession: (place) => call(LabSession, '/sessions', { ...post, body: { place } }),
    stopSession: (id) => call(LabSession, `/sessions/${at(id)}/stop`, post),
    keepSession: (id) => call(LabSession, `/sessions/${at(id)}/keep`, post),
    resetSession: (id, kind) =>
      call(LabSession, `/sessions/${at(id)}/reset`, {
        ...post,
        body: { kind } satisfies ResetSession,
      }),
    keepSavePoint: (id, name) =>
      call(LabSession, `/sessions/${at(id)}/save-points`, {
        ...post,
        body: { name } satisfies KeepSavePoint,
        timeoutMs: COPY_TIMEOUT_MS,
      }),
    rewindSession: (id, point) =>
      call(LabSession, `/sessions/${at(id)}/save-points/${at(point)}/rewind`, post),
    dropSavePoint: (id, point) =>
      call(LabSession, `/sessions/${at(id)}/save-points/${at(point)}`, { method: 'DELETE' }),
    checkSession: (id) => call(LabSession, `/sessions/${at(id)}/check`, post),
    removeSession: async (id) => {
      await ask(`/sessions/${at(id)}`, { method: 'DELETE' });
    },
  };
}
