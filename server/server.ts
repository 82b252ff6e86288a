/**
 * The whole server from its parts: everything that main.ts and the tests start the same way. Nothing it
 * holds is lost with it: the database and the lab hosts have the rest.
 */
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Place } from '../protocol/names.ts';
import type { SystemStatus } from '../protocol/status.ts';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { imageIds } from './grading/engine.ts';
import { createGrading } from './grading/grading.ts';
import { observePool } from './grading/observed.ts';
import { createWorkerPool } from './grading/pool.ts';
import { createGradingRecords } from './grading/records.ts';
import { POOL_LEAVES_MIB } from './labs/admission.ts';
import { createCapacity } from './labs/capacity.ts';
import { putStartingState } from './labs/content/starting-state.ts';
import { createDiskWatch } from './labs/disk/watch.ts';
import { createIdling } from './labs/idling.ts';
import { createJourneys, logJourney } from './labs/journeys.ts';
import { createPool, type Pool } from './labs/pool/pool.ts';
import { createPoolRecords } from './labs/pool/records.ts';
import { createSessionRecords, isPrepared, RUNNING } from './labs/records.ts';
import { createRecovery } from './labs/recovery.ts';
import { sessionRoutes } from './labs/routes.ts';
import { createSavePointRecords } from './labs/save-points/records.ts';
import { createSavePoints } from './labs/save-points/save-points.ts';
import { createSessions, type SessionsParts } from './labs/sessions.ts';
import { createSolutions } from './labs/solutions.ts';
import { createSessionView } from './labs/view.ts';
import { createWatching } from './labs/watching.ts';
import { exportLearner } from './learners/data.ts';
import { createLearners } from './learners/learners.ts';
import { type LeaveParts, leave } from './learners/leave.ts';
import { learnerRoutes } from './learners/routes.ts';
import { createContent } from './lessons/content.ts';
import { lessonRoutes, pictureRoutes } from './lessons/routes.ts';
import { watchContent } from './lessons/watch.ts';
import { createMetrics } from './metrics/metrics.ts';
import { createProgress } from './progress/progress.ts';
import { progressRoutes } from './progress/routes.ts';
import { createAnswers } from './quiz/answers.ts';
import { createSelfCheck } from './quiz/quiz.ts';
import { quizRoutes } from './quiz/routes.ts';
import { referenceRoutes } from './reference/routes.ts';
import { createReportRecords } from './reports/records.ts';
import { createReports } from './reports/reports.ts';
import { reportRoutes } from './reports/routes.ts';
import { imageSet } from './sandbox/images/image-set.ts';
import { createLabImages } from './sandbox/images/prepare.ts';
import { createSandbox } from './sandbox/sandbox.ts';
import type { Sandbox } from './sandbox/types.ts';
import { searchRoutes } from './search/routes.ts';
import { createSearch } from './search/search.ts';
import { createSockets } from './sockets.ts';
import { openStore } from './store/open.ts';
import { cookieKey, installationId } from './store/settings.ts';
import { createTerminals } from './terminals/terminals.ts';
import { realTimers } from './terminals/timers.ts';
import { createDraining } from './web/draining.ts';
import { allowedHosts } from './web/guards.ts';
import { learnerOf } from './web/learner.ts';
import { readiness } from './web/readiness.ts';

/** Live checks take milliseconds; two of them keep one slow grader from holding up all others. */
const LIVE_WORKERS = 2;
/** Experiments wait for containers most of the time. */
const EXPERIMENT_WORKERS = 3;

/** Of this program, wherever its course is. */
const PACKAGE = new URL('../package.json', import.meta.url);
const ownVersion = (): string =>
  z.object({ version: z.string() }).parse(JSON.parse(readFileSync(PACKAGE, 'utf8'))).version;

export interface RunningServer {
  /** Where it listens. */
  readonly address: { host: string; port: number };
  readonly sandbox: Sandbox;
  readonly pool: Pick<Pool, 'counts'>;
  /**
   * Takes no new connections and begins nothing; resolves when what is under way has ended, or after `ms`.
   * Open pages hear of it and stay connected until `close`.
   */
  drain(ms: number): Promise<void>;
  /** Ends it in order; the labs go on. */
  close(): Promise<void>;
}

/**
 * Builds the parts and listens.
 * @param root the folder with lessons, labs and client
 * @throws AppError `store.unavailable`; errors of `listen` (EADDRINUSE, EACCES)
 */
export async function startServer(options: {
  config: Config;
  root: string;
  log: Logger;
  /** The clock; ms since 1970. */
  now?: () => number;
}): Promise<RunningServer> {
  const { config, root, log, now = Date.now } = options;
  const version = ownVersion();
  const metrics = createMetrics({ version });
  const store = await openStore(config.dataDir).catch((error: unknown) => {
    metrics.close();
    throw error;
  });
  const learners = await createLearners({
    store,
    mode: config.learners,
    key: await cookieKey(store),
    now,
  });
  const progress = createProgress({ store, now });
  const images = createLabImages(imageSet(config.images));
  const content = await createContent({ root, images: images.names, log });
  const selfCheck = createSelfCheck({
    questions: (lesson) => content.questions(lesson),
    answers: createAnswers({ store, now }),
  });
  const journeys = createJourneys({
    now: () => performance.now(),
    report(journey) {
      metrics.journey(journey);
      logJourney(journey, (id) => sessionRecords.get(id), log).catch((error: unknown) =>
        log.warn({ err: error }, 'saying how long a lab took'),
      );
    },
  });
  const sandbox = createSandbox({
    config: {
      installation: await installationId(store),
      limits: config.lab,
      dockerHost: config.engine.dockerHost || undefined,
      dockerCertPath: config.engine.dockerCertPath || undefined,
      allowInsecure: config.engine.allowInsecure,
      runtime: config.lab.runtime || undefined,
    },
    images,
    seccomp: readFileSync(join(root, 'sandbox', 'seccomp.json'), 'utf8'),
    log,
  });
  const sessionRecords = createSessionRecords(store);
  const onChange = (sessionId: string): void => watching.changed(sessionId);

  const observed = { now: () => performance.now(), onRun: metrics.graderRun };
  const grading = createGrading({
    labs: { graded: (slug) => content.graded(slug) },
    records: createGradingRecords(store),
    progress,
    livePool: observePool(createWorkerPool(LIVE_WORKERS), observed),
    experimentPool: observePool(createWorkerPool(EXPERIMENT_WORKERS), observed),
    now,
    onChange,
    onChecked: metrics.check,
    log,
  });
  const recovery = createRecovery(async (learnerId) =>
    (await sessionRecords.current(learnerId)).some(({ state }) => RUNNING.includes(state)),
  );
  const solutions = createSolutions({ sessions: () => sessions, content, grading });
  const terminals = createTerminals({
    openSession: async (learnerId, sessionId) => {
      const { session, host } = await sessions.ready(learnerId, sessionId);
      return { host, place: session.place };
    },
    block: (place, index) => content.block(place, index),
    solutions,
    onCommand(command) {
      idling.sign(command.sessionId);
      grading.commandEnded(command);
    },
    onChange,
    recovery,
    tally: metrics,
    log,
  });
  const { idleMinutes, keepDays } = config;
  const idling = createIdling({
    idleMs: idleMinutes === 0 ? null : idleMinutes * 60_000,
    isBusy: (sessionId) => grading.checkProgress(sessionId)?.state === 'running',
    onDue: (sessionId) => sessions.stopUnused(sessionId),
    onChange,
    now,
  });
  const disk = createDiskWatch({
    limitMiB: config.lab.diskMiB,
    onChange,
    onOver: (sessionId) => sessions.stopOver(sessionId),
    after: realTimers.after,
    now,
    onError: (error, session) => log.debug({ err: error, session }, 'counting the disk of a lab'),
  });
  const savePoints = createSavePoints({
    sandbox,
    records: createSavePointRecords(store),
    limitMiB: config.lab.diskMiB,
    log,
  });
  const view = createSessionView({
    savePoints,
    grading,
    terminals,
    idling,
    disk,
    sessions: () => sessions,
    keepDays,
  });
  const pool = createPool({
    sandbox,
    records: createPoolRecords(store),
    setting: config.pool,
    async freePlaces() {
      const running = (await sessionRecords.current()).filter(({ state }) =>
        RUNNING.includes(state),
      );
      return config.limits.labs - running.length;
    },
    reservedMiB: POOL_LEAVES_MIB,
    now,
    log,
  });
  const reports = createReports({
    records: createReportRecords({ store, now }),
    content,
    async labAt(learnerId, place) {
      const session = await sessions.at(learnerId, place);
      if (session === undefined) return undefined;
      const { id, images } = session;
      const isLab = place.kind === 'lab';
      const tasks = isLab ? await grading.tasks({ id, learnerId, lab: place.slug }) : [];
      return { images, tasks };
    },
    version,
    now,
  });
  const sessionsParts: SessionsParts = {
    sandbox,
    records: sessionRecords,
    pool,
    idling,
    keepDays,
    limits: config.limits,
    needs: (place) => content.images(place),
    capacity: createCapacity({ sandbox, pool, diskReserveMiB: config.diskReserveMiB, log }),
    async prepare(session, host, { fresh, signal }) {
      const { id, learnerId, launchId, place } = session;
      const begin = async () => {
        if (!fresh || place.kind !== 'lab') return false;
        const state = await content.startingState(place.slug);
        await putStartingState(host, state, { signal });
        return state.setup !== null;
      };
      const [asked, setUp] = await Promise.all([
        isPrepared(session) ? session.images : imageIds(host.engine),
        begin(),
      ]);
      // A set-up may have made some.
      const images = setUp ? await imageIds(host.engine) : asked;
      const lab = place.kind === 'lab' ? place.slug : null;
      const adopt = async (): Promise<void> => {
        await terminals.adopt({ learnerId, sessionId: id, host }).catch((error: unknown) => {
          log.warn({ err: error, session: id }, 'looking for the shells of a lab');
        });
      };
      await Promise.all([
        grading.attach({ id, learnerId, launchId, lab, images }, host, fresh),
        // In a new lab there are none.
        fresh ? undefined : adopt(),
      ]);
      disk.begin(id, host);
      return images;
    },
    async letGo(sessionId) {
      disk.end(sessionId);
      await terminals.endSession(sessionId);
      await grading.detach(sessionId);
    },
    async unrecord(session, from) {
      disk.end(session.id);
      await grading.detach(session.id);
      const { id, launchId, learnerId, place } = session;
      const lab = place.kind === 'lab' ? place.slug : null;
      await grading.rewind({ id, launchId, learnerId, lab }, from);
    },
    async forget(sessionId) {
      await grading.forget(sessionId);
      await savePoints.forget(sessionId);
    },
    savePoints,
    onChange,
    onFound(found) {
      recovery.begin(found);
      for (const { sessionId, taken } of found) void taken.then(() => onChange(sessionId));
    },
    now,
    log,
  };
  const sessions = createSessions(journeys.watch(sessionsParts));
  const watching = createWatching({
    sessions: () => sessions,
    view,
    load: (sessionId) => sessionRecords.get(sessionId),
    setVisible(sessionId, visible) {
      idling.setVisible(sessionId, visible);
      grading.setVisible(sessionId, visible);
    },
    io: () => io,
    onError: (error) => log.error({ err: error }, 'telling of a session'),
  });

  const status = (): SystemStatus => ({
    engine: sandbox.engineStatus(),
    images: sandbox.imagesStatus(),
  });
  const hosts = allowedHosts(config.host, config.hosts);
  const requirePlace = (place: Place): void => content.require(place);
  const leaving: LeaveParts = {
    learners,
    sessions,
    disconnect(learnerId) {
      for (const socket of io.sockets.sockets.values()) {
        // Closed as a network does it, so that pages come back by themselves.
        if (socket.data.learnerId === learnerId) socket.conn.close();
      }
    },
    onError: (error) => log.warn({ err: error }, 'ending a lab of a learner who left'),
  };
  const http = createHttpServer();
  const draining = createDraining({
    http,
    tell: () => io.emit('system:closing', null),
    idle: () => [sessions.idle(), grading.idle()],
  });
  const app = createApp({
    learners,
    hosts,
    trustProxy: config.trustProxy,
    clientDir: join(root, 'client', 'dist'),
    status,
    api: [
      lessonRoutes({ content, progress, learnerOf }),
      referenceRoutes({ content }),
      searchRoutes({ search: createSearch(() => content.passages()) }),
      learnerRoutes({
        learners,
        exportOf: (learnerId) => exportLearner(store, learnerId, new Date(now())),
        leave: (learnerId) => leave(leaving, learnerId),
      }),
      progressRoutes({
        progress,
        learnerOf,
        requireLesson: (slug) => requirePlace({ kind: 'lesson', slug }),
      }),
      quizRoutes({
        selfCheck,
        learnerOf,
        onAnswer: (learnerId, lesson) => progress.touchLesson(learnerId, lesson),
      }),
      reportRoutes({ reports, learnerOf }),
      sessionRoutes({
        sessions,
        grading,
        view,
        learnerOf,
        requirePlace,
        onStart: (learnerId, place) =>
          place.kind === 'lab'
            ? progress.touchLab(learnerId, place.slug)
            : progress.touchLesson(learnerId, place.slug),
      }),
    ],
    content: pictureRoutes({ content }),
    operator: {
      metrics,
      token: config.metricsToken,
      readiness: () => readiness({ tryWriting: () => store.tryWriting(), status }),
    },
    drainGuard: draining.guard,
    onFailure: (code) => metrics.failure('http', code),
    log,
  });
  http.on('request', app);
  const io = createSockets({
    http,
    hosts,
    learners,
    handlers: { ...watching.handlers, ...terminals.handlers },
    onDisconnect(socket) {
      watching.socketGone(socket);
      terminals.socketGone(socket);
    },
    onFailure: (code) => metrics.failure('socket', code),
    now,
    log,
  });
  metrics.provide({
    labs: () => sessionRecords.counts(),
    pool: pool.counts,
    queue: async () => (await sessionRecords.counts()).get('queued') ?? 0,
    sockets: () => io.engine.clientsCount,
  });
  io.on('connection', (socket) => socket.emit('system:status', status()));

  let engineReady = false;
  const reconcileWhenReady = (): void => {
    const ready = sandbox.engineStatus().state === 'ready';
    if (ready && !engineReady) {
      bringTogether().catch((error: unknown) => {
        log.error({ err: error }, 'bringing sessions and lab hosts together');
      });
    }
    engineReady = ready;
  };
  async function bringTogether(): Promise<void> {
    await sessions.reconcile();
    for (const session of await sessionRecords.current()) onChange(session.id);
  }
  const unStatus = sandbox.onStatus(() => {
    io.emit('system:status', status());
    reconcileWhenReady();
    pool.poke();
    sessions.poke();
  });
  reconcileWhenReady();

  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(config.port, config.host, () => {
      http.off('error', reject);
      resolve();
    });
  });
  const { port } = http.address() as AddressInfo;
  void content.warm();
  const tellOfContent = async (): Promise<void> => {
    io.emit('content:changed', { problems: await content.reread() });
  };
  const unwatchContent = config.watchContent
    ? watchContent(root, () => {
        tellOfContent().catch((error: unknown) => log.error({ err: error }, 'reading the course'));
      })
    : () => undefined;

  return {
    address: { host: config.host, port },
    sandbox,
    pool,
    async drain(ms) {
      await draining.begin(ms);
      await watching.flush();
    },
    async close() {
      unStatus();
      unwatchContent();
      await io.close();
      idling.close();
      disk.close();
      http.closeAllConnections();
      await sessions.close();
      await pool.close();
      await grading.close();
      await terminals.close();
      watching.close();
      await sandbox.close();
      await store.destroy();
      metrics.close();
    },
  };
}
