/** From an inner engine's events to a lab's history. */
import { z } from 'zod';
import type { HistoryEntry, MountFacts } from './contract.ts';

/** Label on every container and volume that a grader creates in a lab. */
export const GRADER_LABEL = 'org.holdfast.grader';
/** Names of the grader's volumes begin with it: volume events carry no labels. */
export const GRADER_PREFIX = 'holdfast-check-';

const EngineEvent = z.object({
  Type: z.string(),
  Action: z.string(),
  Actor: z.object({
    ID: z.string(),
    Attributes: z
      .record(z.string(), z.string())
      .nullish()
      .transform((value) => value ?? {}),
  }),
  timeNano: z.number(),
});
export type EngineEvent = z.infer<typeof EngineEvent>;

/** An event as the engine sends it, or undefined for what isn't one. */
export const parseEvent = (value: unknown): EngineEvent | undefined => {
  const parsed = EngineEvent.safeParse(value);
  return parsed.success ? parsed.data : undefined;
};

/** Tells one event from every other. */
export const eventKey = (event: EngineEvent): string =>
  `${event.timeNano}:${event.Type}:${event.Action}:${event.Actor.ID}`;

/** What `create` told of a container: later events of it are told with the same facts. */
export interface KnownContainer {
  mounts: MountFacts[];
  autoRemove: boolean;
  command: string[];
}

const CONTAINER_ACTIONS = ['create', 'start', 'die', 'destroy', 'pause', 'unpause'] as const;
const VOLUME_ACTIONS = ['create', 'destroy', 'mount', 'unmount'] as const;
const IMAGE_ACTIONS = ['tag', 'untag', 'delete', 'load', 'import', 'pull'] as const;

/** Whether the platform itself is behind an event: a grader's container, or a volume of one. */
export function isOurs(event: EngineEvent, graderContainers: ReadonlySet<string>): boolean {
  const { ID, Attributes } = event.Actor;
  if (Attributes[GRADER_LABEL] !== undefined) return true;
  if (event.Type === 'volume') {
    return ID.startsWith(GRADER_PREFIX) || graderContainers.has(Attributes.container ?? '');
  }
  return graderContainers.has(ID) || graderContainers.has(Attributes.container ?? '');
}

/** The history entry of an event, or undefined for events that tell nothing of state. */
export function toEntry(
  event: EngineEvent,
  known: KnownContainer | undefined,
): HistoryEntry | undefined {
  const at = new Date(event.timeNano / 1e6);
  const { ID, Attributes } = event.Actor;
  const action = event.Action;
  if (event.Type === 'container') {
    if (action === 'commit') {
      return { at, kind: 'image', action, name: Attributes.comment ?? '', id: ID };
    }
    const named = CONTAINER_ACTIONS.find((candidate) => candidate === action);
    if (named === undefined) return undefined;
    const exitCode = Number.parseInt(Attributes.exitCode ?? '', 10);
    return {
      at,
      kind: 'container',
      action: named,
      id: ID,
      name: Attributes.name ?? '',
      image: Attributes.image ?? '',
      mounts: known?.mounts ?? null,
      autoRemove: known?.autoRemove ?? null,
      command: known?.command ?? null,
      exitCode: named === 'die' && Number.isInteger(exitCode) ? exitCode : null,
    };
  }
  if (event.Type === 'volume') {
    const named = VOLUME_ACTIONS.find((candidate) => candidate === action);
    if (named === undefined) return undefined;
    return { at, kind: 'volume', action: named, name: ID, container: Attributes.container ?? null };
  }
  if (event.Type === 'image') {
    const named = IMAGE_ACTIONS.find((candidate) => candidate === action);
    if (named === undefined) return undefined;
    return { at, kind: 'image', action: named, name: Attributes.name ?? '', id: ID };
  }
  return undefined;
}

const Stored = z.looseObject({ kind: z.string() });

/** For the database. */
export const entryToJson = (entry: HistoryEntry): string =>
  JSON.stringify({ ...entry, at: entry.at.getTime() });

/** From the database, where only `entryToJson` writes. */
export function entryFromJson(json: string, at: number): HistoryEntry {
  const value = Stored.parse(JSON.parse(json));
  return { ...value, at: new Date(at) } as HistoryEntry;
}
