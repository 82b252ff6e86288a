/**
 * Cheap answers: a document of a hundred kilobytes is turned into JSON and hashed once, and each learner's
 * few bytes of progress are put behind it.
 */
import { createHash } from 'node:crypto';
import type { Response } from 'express';

interface Prepared {
  /** The object's JSON without its closing brace, in UTF-8. */
  head: Buffer;
  hash: string;
}

/** What comes behind it for one learner: their own fields and the closing brace. */
interface Tail {
  bytes: Buffer;
  etag: string;
  /** What it comes behind. */
  head: Buffer;
}

/** A learner's own fields: at least one. */
type Fields = Record<string, unknown>;

/** `fields` says what `content` comes to for `learner`, and nothing else. */
export type Reply = <C extends object, L extends object>(
  res: Response,
  content: C,
  learner: L,
  fields: (content: C, learner: L) => Fields,
) => void;

/**
 * Makes a reply function. It remembers the JSON of each `content` object, and of each `learner` with it, for
 * as long as those objects live, so neither must ever be changed, and content must always come with the same
 * names of fields. A field takes the place of content's field of the same name; content has at least one other.
 */
export function createReply(): Reply {
  const prepared = new WeakMap<object, Prepared>();
  const tails = new WeakMap<object, WeakMap<object, Tail>>();

  function prepare(content: object, fields: Fields): Prepared {
    const known = prepared.get(content);
    if (known !== undefined) return known;
    const others = Object.entries(content).filter(([name]) => !Object.hasOwn(fields, name));
    const json = JSON.stringify(Object.fromEntries(others));
    const made = { head: Buffer.from(json.slice(0, -1)), hash: shortHash(json) };
    prepared.set(content, made);
    return made;
  }

  function finish<C extends object, L extends object>(
    content: C,
    learner: L,
    fields: (content: C, learner: L) => Fields,
  ): Tail {
    const ofLearner = tails.get(learner) ?? new WeakMap<object, Tail>();
    tails.set(learner, ofLearner);
    const known = ofLearner.get(content);
    if (known !== undefined) return known;
    const own = fields(content, learner);
    const { head, hash } = prepare(content, own);
    const json = JSON.stringify(own).slice(1);
    const made = { head, bytes: Buffer.from(`,${json}`), etag: `"${hash}-${shortHash(json)}"` };
    ofLearner.set(content, made);
    return made;
  }

  return function reply(res, content, learner, fields) {
    const { head, bytes, etag } = finish(content, learner, fields);
    res.setHeader('ETag', etag);
    res.setHeader('Cache-Control', 'private, no-cache');
    if (res.req.fresh) {
      res.status(304).end();
      return;
    }
    res.setHeader('Content-Type', 'application/json; charset=utf-8');
    res.setHeader('Content-Length', head.length + bytes.length);
    // Node puts the two behind the headers in one write: the document is copied for nobody.
    res.write(head);
    res.end(bytes);
  };
}

const shortHash = (text: string): string =>
  createHash('sha1').update(text).digest('base64url').slice(0, 16);
