/** The signed cookie that says which learner a browser is. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Id } from '../../protocol/names.ts';

export const COOKIE_NAME = 'holdfast';

const mac = (id: string, key: Buffer): Buffer =>
  createHmac('sha256', key).update(`learner:${id}`).digest();

/** `ID.SIGNATURE`, safe in a cookie. */
export const signLearner = (id: string, key: Buffer): string =>
  `${id}.${mac(id, key).toString('base64url')}`;

/** The learner id of a Cookie header, or undefined when there is none or the signature is wrong. */
export function readLearner(header: string | undefined, key: Buffer): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name !== COOKIE_NAME || value === undefined) continue;
    const [id, signature] = value.split('.', 2);
    if (signature === undefined || !Id.safeParse(id).success || id === undefined) continue;
    const given = Buffer.from(signature, 'base64url');
    const right = mac(id, key);
    if (given.length === right.length && timingSafeEqual(given, right)) return id;
  }
  return undefined;
}
