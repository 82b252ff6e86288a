/** What a tmpfs mount was asked to be, read as the engine and the kernel read it. */
import { z } from 'zod';
import type { TmpfsFacts } from './contract.ts';

/** `k`, `m`, … stand for this many bits, in either case. */
const SUFFIXES = 'kmgtpe';
const BITS_PER_SUFFIX = 10;
/** Permissions, the sticky bit and the two set-id bits; the kernel drops what is above. */
const MODE_BITS = 0o7777;

/** C's way of writing a number: `0x10`, `020` and `16` are the same. Null for anything else. */
function cNumber(digits: string): number | null {
  if (!/^(?:0x[0-9a-f]+|0[0-7]*|[1-9][0-9]*)$/i.test(digits)) return null;
  const value = /^0[0-7]/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return Number.isSafeInteger(value) ? value : null;
}

/**
 * Bytes of a `size=`; null when it doesn't fix a number of them: it is 0 (no limit), a share of the machine's
 * memory (`10%`), or nothing that the kernel takes.
 * @see https://docs.kernel.org/filesystems/tmpfs.html, and memparse in the kernel's lib/cmdline.c
 */
export function sizeInBytes(text: string): number | null {
  const [, digits = '', suffix = ''] = /^(0x[0-9a-f]+|[0-9]+)([kmgtpe]?)$/i.exec(text) ?? [];
  const value = cNumber(digits);
  if (value === null || value === 0) return null;
  const power = suffix === '' ? 0 : SUFFIXES.indexOf(suffix.toLowerCase()) + 1;
  const bytes = value * 2 ** (BITS_PER_SUFFIX * power);
  return Number.isSafeInteger(bytes) ? bytes : null;
}

const octalMode = (text: string): number | null =>
  /^[0-7]{1,10}$/.test(text) ? Number.parseInt(text, 8) & MODE_BITS : null;

/** The options of `--tmpfs PATH:OPTIONS` in order: `size=1m` as a pair, `ro` with an empty value. */
const pairs = (options: string): [string, string][] =>
  options.split(',').map((option) => {
    const at = option.indexOf('=');
    return at < 0 ? [option, ''] : [option.slice(0, at), option.slice(at + 1)];
  });

/** From the options of `--tmpfs PATH:OPTIONS`. Of an option given twice the last counts. */
export function fromMountData(options: string): TmpfsFacts {
  const given = new Map(pairs(options));
  const read = (key: string, parse: (text: string) => number | null): number | null => {
    const text = given.get(key);
    return text === undefined ? null : parse(text);
  };
  return {
    size: read('size', sizeInBytes),
    mode: read('mode', octalMode),
    uid: read('uid', cNumber),
    gid: read('gid', cNumber),
  };
}

/** Whether the options of `--tmpfs` make it read-only. */
export const isReadOnly = (options: string): boolean =>
  pairs(options).findLast(([key]) => key === 'ro' || key === 'rw')?.[0] === 'ro';

/** `HostConfig.Mounts[].TmpfsOptions` */
export const TmpfsOptions = z
  .object({ SizeBytes: z.number().int().nullish(), Mode: z.number().int().nullish() })
  .nullish();

/** From what `--mount type=tmpfs` asks for: 0 means that nothing was given, and an owner can't be. */
export function fromMountOptions(options: z.infer<typeof TmpfsOptions>): TmpfsFacts {
  const size = options?.SizeBytes ?? 0;
  const mode = options?.Mode ?? 0;
  return {
    size: size > 0 ? size : null,
    mode: mode > 0 ? mode & MODE_BITS : null,
    uid: null,
    gid: null,
  };
}
