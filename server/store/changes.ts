/**
 * Notices which tables are written to, whoever does it: what is remembered of a table is good for as long as
 * nothing has been written to it.
 */
import {
  DeleteQueryNode,
  InsertQueryNode,
  type KyselyPlugin,
  type OperationNode,
  type QueryId,
  RawNode,
  TableNode,
  UpdateQueryNode,
} from 'kysely';

export interface Changes {
  readonly plugin: KyselyPlugin;
  /** A number that has grown when a write to the table has ended, before the writer hears of it. */
  of(table: string): number;
}

export function watchChanges(): Changes {
  const counts = new Map<string, number>();
  /** Writes of which it can't be told where they go. */
  let unknown = 0;
  const writing = new WeakMap<QueryId, string>();
  const count = (table: string): void => {
    if (table === UNKNOWN) unknown += 1;
    else counts.set(table, (counts.get(table) ?? 0) + 1);
  };
  return {
    of: (table) => (counts.get(table) ?? 0) + unknown,
    plugin: {
      transformQuery({ node, queryId }) {
        const table = tableOf(node);
        if (table !== undefined) writing.set(queryId, table);
        return node;
      },
      async transformResult({ queryId, result }) {
        const table = writing.get(queryId);
        if (table !== undefined) count(table);
        return result;
      },
    },
  };
}

/** No table has this name. */
const UNKNOWN = '';

/** The table that a query writes to; undefined when it only reads. Plain SQL may write to any. */
function tableOf(node: OperationNode): string | undefined {
  if (RawNode.is(node)) return UNKNOWN;
  if (InsertQueryNode.is(node)) return nameOf(node.into);
  if (UpdateQueryNode.is(node)) return nameOf(node.table);
  if (DeleteQueryNode.is(node)) return nameOf(node.from.froms[0]);
  return undefined;
}

const nameOf = (target: OperationNode | undefined): string =>
  target !== undefined && TableNode.is(target) ? target.table.identifier.name : UNKNOWN;
