/** Which containers of a lab run, and starting them again: a copy of a lab is of one after a power cut. */
import type { Logger } from 'pino';
import { z } from 'zod';
import type { LabHost } from '../../sandbox/types.ts';
import type { Running } from './records.ts';

const Containers = z.array(z.object({ Id: z.string(), State: z.string(), Created: z.number() }));
const Started = z.object({ State: z.object({ StartedAt: z.string() }) });

/** What a list of containers may take; one takes about a kilobyte. */
const LIST_BYTES = 4 * 1024 * 1024;
/** A container may wait for what it needs. */
const START_MS = 20_000;

const json = (body: Buffer): unknown => JSON.parse(body.toString('utf8'));

/** Those that run or are paused, in the order in which they were started. */
export async function runningIn({ engine }: Pick<LabHost, 'engine'>): Promise<Running> {
  const { body } = await engine.request('GET', '/containers/json', { maxBytes: LIST_BYTES });
  const running = await Promise.all(
    Containers.parse(json(body)).map(async ({ Id, State }) => {
      const answer = await engine.request('GET', `/containers/${Id}/json`);
      const started = Started.safeParse(json(answer.body));
      const at = started.success ? started.data.State.StartedAt : '';
      return { id: Id, paused: State === 'paused', at };
    }),
  );
  return running
    .sort((one, other) => (one.at < other.at ? -1 : 1))
    .map(({ id, paused }) => ({ id, paused }));
}

/** Starts those that don't run by themselves. One that can't be started is left as the power cut left it. */
export async function startAgain(
  { engine }: Pick<LabHost, 'engine'>,
  running: Running,
  log: Pick<Logger, 'info'>,
): Promise<void> {
  for (const { id, paused } of running) {
    const post = (action: 'start' | 'pause') =>
      engine.request('POST', `/containers/${id}/${action}`, { timeoutMs: START_MS });
    try {
      const { status, body } = await post('start');
      if (status >= 400) log.info({ container: id, status, said: body.toString() }, 'not started');
      else if (paused) await post('pause');
    } catch (error) {
      log.info({ err: error, container: id }, 'a container was not started again');
    }
  }
}
