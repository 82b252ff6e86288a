/** What a server holds, as facts that can be compared: the same ones for the original and for a restore of it. */
import {
  type ExecOptions,
  type ExecResult,
  fail,
  type Outcome,
} from '../../server/grading/contract.ts';
import { DATABASE, lines, TABLES } from './names.ts';

export interface Fact {
  kind: string;
  /** What it is said of: `public.loans`, `librarian`. */
  of: string;
  value: string;
}

export type Exec = (argv: string[], options?: ExecOptions) => Promise<ExecResult>;

/** A server that can be asked over its socket, and who its superuser is. */
export interface Asked {
  exec: Exec;
  superuser: string;
  password: string;
}

/** How values look as text must not depend on a server's settings. */
const SETTINGS = [
  'search_path=pg_catalog',
  'timezone=UTC',
  'datestyle=ISO',
  'bytea_output=hex',
  'extra_float_digits=1',
];

export const sql = (
  { exec, superuser, password }: Asked,
  database: string,
  command: string,
): Promise<ExecResult> =>
  exec(['psql', '-X', '-w', '-U', superuser, '-d', database, '-tA', '-F', '\t', '-c', command], {
    env: { PGPASSWORD: password, PGOPTIONS: SETTINGS.map((one) => `-c ${one}`).join(' ') },
  });

/** 10 is the superuser that the server was made with; names that begin with pg_ are the server's own. */
const ROLE_FACTS = `
select 'role', rolname, concat_ws(', ',
  case when rolcanlogin then 'login' else 'no login' end,
  case when rolsuper then 'superuser' end, case when rolcreatedb then 'createdb' end,
  case when rolcreaterole then 'createrole' end, case when not rolinherit then 'noinherit' end,
  case when rolconnlimit >= 0 then 'connection limit ' || rolconnlimit end)
from pg_authid where oid <> 10 and rolname !~ '^pg_'
union all
select 'member', m.rolname, string_agg(g.rolname, ', ' order by g.rolname)
from pg_auth_members join pg_authid m on m.oid = member join pg_authid g on g.oid = roleid
where m.oid <> 10 and m.rolname !~ '^pg_' group by m.rolname
union all
select 'password', rolname, md5(rolpassword)
from pg_authid where oid <> 10 and rolname !~ '^pg_' and rolpassword is not null
order by 1, 2`;

/**
 * The rows of a table are hashed in the order of their text. Who may do what is listed with the defaults written out,
 * because a restore writes them out.
 */
const DATABASE_FACTS = `
with own as (
  select c.oid, c.relkind, c.relowner, c.relacl, n.nspname || '.' || c.relname as name,
         format('%I.%I', n.nspname, c.relname) as quoted
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'v', 'S')
), counted as (
  select name, query_to_xml(
    'select count(*) as c, md5(coalesce(string_agg(t::text, chr(10) order by t::text collate "C"), '''')) as h from '
    || quoted || ' t', false, true, '') as x
  from own where relkind = 'r'
)
select 'table', name, 'there' from own where relkind = 'r'
union all
select 'rows', name, (xpath('/row/c/text()', x))[1]::text from counted
union all
select 'content', name, (xpath('/row/h/text()', x))[1]::text from counted
union all
select 'column', own.name || '.' || attname, format_type(atttypid, atttypmod)
  || case when attnotnull then ' not null' else '' end || case when attidentity <> '' then ' identity' else '' end
  || coalesce(' default ' || pg_get_expr(adbin, adrelid), '')
from own join pg_attribute on attrelid = own.oid left join pg_attrdef on adrelid = own.oid and adnum = attnum
where attnum > 0 and not attisdropped and relkind = 'r'
union all
select 'constraint', own.name || '.' || conname, pg_get_constraintdef(pg_constraint.oid)
from own join pg_constraint on conrelid = own.oid where contype <> 'n'
union all
select 'index', own.name || '.' || i.relname, pg_get_indexdef(i.oid)
from own join pg_index on indrelid = own.oid join pg_class i on i.oid = indexrelid
union all
select 'sequence', schemaname || '.' || sequencename, coalesce(last_value::text, 'not used yet') from pg_sequences
union all
select 'view', name, md5(pg_get_viewdef(oid)) from own where relkind = 'v'
union all
select 'function', n.nspname || '.' || proname, md5(pg_get_functiondef(p.oid))
from pg_proc p join pg_namespace n on n.oid = pronamespace
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and prokind = 'f'
union all
select 'owner', name, relowner::regrole::text from own
union all
select 'privileges', name, (
  select string_agg(grantee || ' ' || privilege_type, ', ' order by grantee, privilege_type)
  from (select case a.grantee when 0 then 'everybody' else a.grantee::regrole::text end as grantee, privilege_type
        from aclexplode(coalesce(relacl, acldefault(case relkind when 'S' then 's' else 'r' end::"char", relowner))) a) one)
from own
order by 1, 2`;

const parse = (stdout: string): Fact[] =>
  lines(stdout).map((line) => {
    const [kind = '', of = '', value = ''] = line.split('\t');
    return { kind, of, value };
  });

/** What psql said when it could not ask. */
export interface Refused {
  said: string;
}
export const isRefused = (value: Fact[] | Refused): value is Refused => !Array.isArray(value);

async function factsOf(asked: Asked, database: string, query: string): Promise<Fact[] | Refused> {
  const { exitCode, stdout, stderr } = await sql(asked, database, query);
  return exitCode === 0 ? parse(stdout) : { said: lines(stderr)[0] ?? 'nothing' };
}

export const roleFacts = (asked: Asked): Promise<Fact[] | Refused> =>
  factsOf(asked, 'postgres', ROLE_FACTS);
export const databaseFacts = (asked: Asked): Promise<Fact[] | Refused> =>
  factsOf(asked, DATABASE, DATABASE_FACTS);

/** How a kind of fact is spoken of. */
interface Words {
  /** Reason codes for what a restore hasn't got, and for what it has otherwise. */
  lacks: string;
  differs: string;
  /** What the original has. */
  has(of: string, value: string): string;
  /** Where such a difference comes from, or what it does. */
  why?: string;
}

/** The gravest first. A value that is a hash isn't shown. */
const KINDS: Record<string, Words & { hashed?: true }> = {
  role: {
    lacks: 'roles-missing',
    differs: 'role-differs',
    has: (of, value) => `The role ${of} (${value})`,
    why: 'A dump of a database makes no roles: they come from pg_dumpall, and have to be there before it.',
  },
  member: {
    lacks: 'membership-missing',
    differs: 'membership-missing',
    has: (of, value) => `The role ${of} as a member of ${value}`,
    why: 'What a role may do through another one is lost with that.',
  },
  password: {
    lacks: 'password-missing',
    differs: 'password-differs',
    has: (of) => `The password of the role ${of}`,
    why: 'Nobody could log in with the password that they know. --no-role-passwords leaves them out.',
    hashed: true,
  },
  table: { lacks: 'table-missing', differs: 'table-missing', has: (of) => `The table ${of}` },
  rows: {
    lacks: 'table-missing',
    differs: 'rows-differ',
    has: (of, value) => `The table ${of} with ${value} rows`,
    why: 'psql goes on after an error, and ends with 0; a second restore adds to the first.',
  },
  content: {
    lacks: 'table-missing',
    differs: 'content-differs',
    has: (of, value) => `The rows of ${of} with the checksum ${value}`,
    why: 'There are as many as there should be, with something else in them: a dump from before a change, or one that was edited.',
  },
  sequence: {
    lacks: 'sequence-missing',
    differs: 'sequence-differs',
    has: (of, value) => `The sequence ${of} at ${value}`,
    why: 'The next number it gives would be one that is taken.',
  },
  owner: {
    lacks: 'object-missing',
    differs: 'owner-differs',
    has: (of, value) => `${of} as property of ${value}`,
    why: 'Owners are lost by --no-owner (-O), or where the role was not there in time.',
  },
  privileges: {
    lacks: 'object-missing',
    differs: 'privileges-differ',
    has: (of, value) => `On ${of} the rights ${value}`,
    why: 'Rights are lost by --no-privileges (-x), or where the role was not there in time.',
  },
  view: {
    lacks: 'object-missing',
    differs: 'definition-differs',
    has: (of) => `The view ${of} as it is`,
    hashed: true,
  },
  function: {
    lacks: 'object-missing',
    differs: 'definition-differs',
    has: (of) => `The function ${of} as it is`,
    hashed: true,
  },
  column: {
    lacks: 'column-missing',
    differs: 'definition-differs',
    has: (of, value) => `The column ${of} as ${value}`,
  },
  constraint: {
    lacks: 'constraint-missing',
    differs: 'definition-differs',
    has: (of, value) => `The constraint ${of} (${value})`,
    why: 'Constraints and indexes come last in a dump, in its section post-data.',
  },
  index: {
    lacks: 'index-missing',
    differs: 'definition-differs',
    has: (of) => `The index ${of}`,
    why: 'Constraints and indexes come last in a dump, in its section post-data.',
  },
};
const ORDER = Object.keys(KINDS);
const rank = ({ kind }: Fact): number => ORDER.indexOf(kind);

/** The first fact of the original that a restore doesn't have, or that it has and the original hasn't; null when equal. */
export function firstDifference(
  original: readonly Fact[],
  restored: readonly Fact[],
  names: { original: string; restored: string },
): Outcome | null {
  const keyOf = ({ kind, of }: Fact): string => `${kind}\t${of}`;
  const found = new Map(restored.map((fact) => [keyOf(fact), fact]));
  const wrong = original
    .filter((fact) => found.get(keyOf(fact))?.value !== fact.value)
    .sort((one, other) => rank(one) - rank(other));
  const [first] = wrong;
  if (first !== undefined) {
    const words = KINDS[first.kind];
    if (words === undefined) throw new Error(`no words for ${first.kind}`);
    const other = found.get(keyOf(first));
    const where = names.restored;
    const is =
      other === undefined
        ? `It isn't in ${where}.`
        : words.hashed
          ? `In ${where} it is another.`
          : `In ${where} it is ${other.value}.`;
    const more = wrong.length === 1 ? '' : ` That is the first of ${wrong.length} differences.`;
    const why = words.why === undefined ? '' : ` ${words.why}`;
    return fail(
      other === undefined ? words.lacks : words.differs,
      `${words.has(first.of, first.value)}, as in ${names.original}.`,
      `${is}${more}${why}`,
    );
  }
  const expected = new Set(original.map(keyOf));
  const extra = restored.find((fact) => !expected.has(keyOf(fact)));
  if (extra === undefined) return null;
  return fail(
    'something-more',
    `In ${names.restored} what is in ${names.original}, and nothing else.`,
    `There is a ${extra.kind} more: ${extra.of}.`,
  );
}

export const rowsOf = (facts: readonly Fact[], table: string): number | null => {
  const value = facts.find(({ kind, of }) => kind === 'rows' && of === table)?.value;
  return value === undefined ? null : Number(value);
};

export const rowsInAll = (facts: readonly Fact[]): number =>
  TABLES.reduce((sum, table) => sum + (rowsOf(facts, table) ?? 0), 0);
