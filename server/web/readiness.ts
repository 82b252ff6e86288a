/** Whether this server can serve lessons, and labs. */
import type { SystemStatus } from '../../protocol/status.ts';
import { storeFailure } from '../store/failures.ts';

interface Part {
  ready: boolean;
  /** For whoever runs the server. */
  detail: string;
}

export interface Readiness {
  /** Lessons can be read and progress is kept. */
  lessons: boolean;
  /** Labs can be started too. */
  labs: boolean;
  parts: { database: Part; engine: Part; images: Part };
}

export async function readiness(parts: {
  /** Writes something to the database; throws when nothing can be kept. */
  tryWriting(): Promise<void>;
  status(): SystemStatus;
}): Promise<Readiness> {
  const { engine, images } = parts.status();
  const database = await parts.tryWriting().then(
    () => ({ ready: true, detail: 'can be written to' }),
    (error: unknown) => ({
      ready: false,
      detail: storeFailure(error)?.message ?? 'The database can’t be written to.',
    }),
  );
  const found = {
    database,
    engine: { ready: engine.state === 'ready', detail: engineDetail(engine) },
    images: { ready: images.state === 'ready', detail: imagesDetail(images) },
  };
  return {
    lessons: database.ready,
    labs: Object.values(found).every(({ ready }) => ready),
    parts: found,
  };
}

function engineDetail(engine: SystemStatus['engine']): string {
  if (engine.state === 'ready') return `Docker ${engine.version}`;
  if (engine.state === 'checking') return 'It is being looked for.';
  return engine.problems.map(({ message, cure }) => `${message} ${cure}`).join(' ');
}

function imagesDetail({ state, step, progress, problem }: SystemStatus['images']): string {
  if (state === 'ready') return 'all are there';
  if (problem !== undefined) return `${problem.message} ${problem.cure}`;
  return state === 'waiting'
    ? 'They are prepared as soon as there is an engine.'
    : `${step} (${Math.round(progress * 100)} %)`;
}
