/** What a Redis holds, as facts that can be compared: for each database and kind of key, how many and a checksum. */
import {
  type ExecOptions,
  type ExecResult,
  fail,
  type Outcome,
} from '../../server/grading/contract.ts';
import { lines } from './names.ts';

export interface Fact {
  /** Number of the database. */
  database: string;
  /** What the keys begin with, up to the colon: `ticket`. */
  keys: string;
  count: number;
  checksum: string;
}

export type Exec = (argv: string[], options?: ExecOptions) => Promise<ExecResult>;

/** How many keys there are from the start. */
const KEYS: readonly (readonly [database: string, keys: string, count: number])[] = [
  ['0', 'doors', 1],
  ['0', 'ticket', 2000],
  ['0', 'today', 1],
  ['0', 'tour', 6],
  ['0', 'waiting', 1],
  ['1', 'till', 5],
];

/** Content and time of expiry of every key, in an order that doesn't depend on how the server keeps them. */
const SUM = String.raw`
local function content(key)
  local kind = redis.call('TYPE', key).ok
  if kind == 'string' then return { redis.call('GET', key) } end
  if kind == 'list' then return redis.call('LRANGE', key, 0, -1) end
  if kind == 'zset' then return redis.call('ZRANGE', key, 0, -1, 'WITHSCORES') end
  local all = {}
  if kind == 'set' then all = redis.call('SMEMBERS', key) end
  if kind == 'hash' then
    local flat = redis.call('HGETALL', key)
    for at = 1, #flat, 2 do all[#all + 1] = flat[at] .. '=' .. flat[at + 1] end
  end
  table.sort(all)
  return all
end
local told = {}
for database = 0, 15 do
  redis.call('SELECT', database)
  local groups, seen, cursor = {}, {}, '0'
  repeat
    local page = redis.call('SCAN', cursor, 'COUNT', 1000)
    cursor = page[1]
    for _, key in ipairs(page[2]) do
      -- SCAN may give a key twice.
      if not seen[key] then
        seen[key] = true
        local group = string.match(key, '^[^:%s]*')
        groups[group] = groups[group] or {}
        table.insert(groups[group], key .. ' ' .. redis.call('PEXPIRETIME', key) .. ' ' .. table.concat(content(key), '\n'))
      end
    end
  until cursor == '0'
  for group, keys in pairs(groups) do
    table.sort(keys)
    table.insert(told, database .. '\t' .. group .. '\t' .. #keys .. '\t' .. redis.sha1hex(table.concat(keys, '\n')))
  end
end
return told
`;

/** What the server said when it did not answer. */
export interface Refused {
  said: string;
}
export const isRefused = (value: Fact[] | Refused): value is Refused => !Array.isArray(value);

export const redis = (exec: Exec, words: readonly string[]): Promise<ExecResult> =>
  exec(['redis-cli', '-e', '--raw', ...words]);

/** The fields of INFO persistence. */
export async function persistence(exec: Exec): Promise<Map<string, string>> {
  const { stdout } = await redis(exec, ['info', 'persistence']);
  const fields = stdout.split(/\r?\n/).map((line) => line.split(':'));
  return new Map(fields.map(([name = '', value = '']) => [name, value]));
}

/** Whether it answers and has loaded what it loads at its start. */
export const isReady = async (exec: Exec): Promise<boolean> =>
  (await redis(exec, ['ping'])).stdout.trim() === 'PONG' &&
  (await persistence(exec)).get('loading') === '0';

export async function factsOf(exec: Exec): Promise<Fact[] | Refused> {
  const { exitCode, stdout, stderr } = await redis(exec, ['eval_ro', SUM, '0']);
  if (exitCode !== 0) return { said: lines(`${stdout}\n${stderr}`)[0] ?? 'nothing' };
  return lines(stdout).map((line) => {
    const [database = '', keys = '', count = '', checksum = ''] = line.split('\t');
    return { database, keys, count: Number(count), checksum };
  });
}

const same = (one: Pick<Fact, 'database' | 'keys'>, other: Fact): boolean =>
  one.database === other.database && one.keys === other.keys;

const named = ({ database, keys }: Pick<Fact, 'database' | 'keys'>): string =>
  `${keys}${database === '0' ? '' : ` in database ${database}`}`;

/** What isn't there any more of what was there from the start; null when all is, and perhaps more. */
export function spoilt(facts: readonly Fact[]): string | null {
  for (const [database, keys, count] of KEYS) {
    const found = facts.find((fact) => same({ database, keys }, fact))?.count ?? 0;
    if (found < count) {
      return `Of ${named({ database, keys })} there ${count === 1 ? 'was 1 key' : `were ${count} keys`}, and now there ${found === 1 ? 'is 1' : `are ${found}`}.`;
    }
  }
  return null;
}

export const keysInAll = (facts: readonly Fact[]): number =>
  facts.reduce((sum, { count }) => sum + count, 0);

/** The first thing in which a restore differs from the original; null when it doesn't. */
export function firstDifference(
  original: readonly Fact[],
  restored: readonly Fact[],
  names: { original: string; restored: string },
): Outcome | null {
  for (const fact of original) {
    const other = restored.find((one) => same(fact, one));
    if (other === undefined || other.count < fact.count) {
      return fail(
        'keys-missing',
        `${fact.count} of ${named(fact)}, as in ${names.original}.`,
        `${names.restored} has ${other?.count ?? 'none'} of them.`,
      );
    }
    if (other.count > fact.count) {
      return fail(
        'keys-extra',
        `${fact.count} of ${named(fact)}, as in ${names.original}.`,
        `${names.restored} has ${other.count}: something was there before, or came afterwards.`,
      );
    }
    if (other.checksum !== fact.checksum) {
      return fail(
        'content-differs',
        `The same content in the ${fact.count} of ${named(fact)} as in ${names.original}, with the checksum ${fact.checksum.slice(0, 12)}.`,
        `${names.restored} has as many with other content, or with another time of expiry: ${other.checksum.slice(0, 12)}. Something was changed on one of the two since the snapshot.`,
      );
    }
  }
  const extra = restored.find((fact) => !original.some((one) => same(fact, one)));
  if (extra === undefined) return null;
  return fail(
    'keys-extra',
    `In ${names.restored} the keys of ${names.original}, and no others.`,
    `There are ${extra.count} of ${named(extra)}.`,
  );
}
