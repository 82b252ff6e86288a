import { describe, expect, it } from '@jest/globals';
import {
  entryFromJson,
  entryToJson,
  GRADER_LABEL,
  isOurs,
  parseEvent,
  toEntry,
} from './history.ts';

const event = (
  Type: string,
  Action: string,
  ID: string,
  Attributes: Record<string, string> = {},
) => {
  const parsed = parseEvent({ Type, Action, Actor: { ID, Attributes }, timeNano: 1.7e18 });
  if (parsed === undefined) throw new Error('not an event');
  return parsed;
};

describe('toEntry', () => {
  it('tells how a container ended', () => {
    const died = event('container', 'die', 'c1', {
      name: 'db',
      image: 'postgres:17',
      exitCode: '137',
    });
    expect(toEntry(died, undefined)).toMatchObject({
      kind: 'container',
      action: 'die',
      name: 'db',
      exitCode: 137,
      mounts: null,
    });
  });

  it('keeps what was known of a container that is gone', () => {
    const known = { mounts: [], autoRemove: true, command: ['true'] };
    expect(toEntry(event('container', 'destroy', 'c1'), known)).toMatchObject(known);
  });

  it('says which container mounted a volume', () => {
    expect(toEntry(event('volume', 'mount', 'data', { container: 'c1' }), undefined)).toMatchObject(
      {
        kind: 'volume',
        action: 'mount',
        name: 'data',
        container: 'c1',
      },
    );
  });

  it.each(['exec_start: sh', 'attach', 'resize', 'health_status: healthy'])(
    'leaves out %s',
    (action) => expect(toEntry(event('container', action, 'c1'), undefined)).toBeUndefined(),
  );

  it('survives the way through the database', () => {
    const entry = toEntry(event('volume', 'create', 'data'), undefined);
    if (entry === undefined) throw new Error('no entry');
    expect(entryFromJson(entryToJson(entry), entry.at.getTime())).toEqual(entry);
  });
});

describe('isOurs', () => {
  const graders = new Set(['g1']);

  it("knows the grader's containers and volumes, and mounts by them", () => {
    expect(isOurs(event('container', 'start', 'x', { [GRADER_LABEL]: 'r' }), graders)).toBe(true);
    expect(isOurs(event('container', 'die', 'g1'), graders)).toBe(true);
    expect(isOurs(event('volume', 'create', 'holdfast-check-abc'), graders)).toBe(true);
    expect(isOurs(event('volume', 'mount', 'data', { container: 'g1' }), graders)).toBe(true);
  });

  it("leaves the learner's alone", () => {
    expect(isOurs(event('container', 'start', 'c1', { name: 'db' }), graders)).toBe(false);
    expect(isOurs(event('volume', 'mount', 'data', { container: 'c1' }), graders)).toBe(false);
  });
});

describe('parseEvent', () => {
  it.each([
    null,
    'text',
    {},
    { Type: 'container' },
    { Type: 1, Action: 2, Actor: {}, timeNano: 3 },
  ])('makes nothing of %j', (value) => expect(parseEvent(value)).toBeUndefined());
});
