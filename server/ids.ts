/** Identifiers that cannot be guessed. */
import { randomBytes } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz012345';

/** Twenty characters of `[a-z0-5]`: 100 random bits. */
export function newId(): string {
  let id = '';
  for (const byte of randomBytes(20)) id += ALPHABET[byte & 31] ?? '';
  return id;
}
