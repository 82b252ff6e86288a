/** The machine's engine and the lab images, as the page shows them. */
import * as z from 'zod/mini';

/** What is wrong with the machine, in a learner's words, and the command or step that mends it. */
export const Problem = z.object({
  code: z.string(),
  message: z.string(),
  cure: z.string(),
});
export type Problem = z.infer<typeof Problem>;

export const EngineStatus = z.discriminatedUnion('state', [
  z.object({ state: z.literal('checking') }),
  z.object({ state: z.literal('ready'), version: z.string(), apiVersion: z.string() }),
  z.object({ state: z.literal('unavailable'), problems: z.array(Problem).check(z.minLength(1)) }),
]);
export type EngineStatus = z.infer<typeof EngineStatus>;

export const ImageState = z.object({
  /** As a learner names it: `postgres:17`. */
  name: z.string(),
  /** `ready`: the labs that start now have it. */
  state: z.enum(['waiting', 'preparing', 'ready', 'failed']),
  /** What is being done, or why it failed, for people: "Installing PostgreSQL 17". */
  detail: z.optional(z.string()),
  /** How much of it is done, 0…1, where that is known. */
  progress: z.optional(z.number().check(z.minimum(0), z.maximum(1))),
  /** Built from Debian's packages because no registry answered. */
  standIn: z.optional(z.boolean()),
  /** Why it failed, and what mends it. */
  problem: z.optional(Problem),
});
export type ImageState = z.infer<typeof ImageState>;

export const ImagesStatus = z.object({
  /**
   * `ready`: all images are there. `incomplete`: labs can be started with those that are ready; the others
   * could not be had and are tried again. `failed`: no lab can be started.
   */
  state: z.enum(['waiting', 'preparing', 'ready', 'incomplete', 'failed']),
  /** Labs can be started that need no other images than those that are ready. */
  launchable: z.boolean(),
  /** 0…1 over all steps (base system, images, golden volumes). */
  progress: z.number().check(z.minimum(0), z.maximum(1)),
  /** The step under way, for people. */
  step: z.string(),
  images: z.array(ImageState),
  problem: z.optional(Problem),
});
export type ImagesStatus = z.infer<typeof ImagesStatus>;

export const SystemStatus = z.object({ engine: EngineStatus, images: ImagesStatus });
export type SystemStatus = z.infer<typeof SystemStatus>;
