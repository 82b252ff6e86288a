/** Who an address belongs to, as far as limits go. */
import { isIPv4, isIPv6 } from 'node:net';

/** Whoever has an IPv6 address has at least the 2^72 addresses that begin with these bits. */
const IPV6_BITS = 56;
const GROUP_BITS = 16;

/** The address itself, or the beginning of it that is the same for all addresses of one connection. */
export function holderOf(address: string): string {
  if (isIPv4(address)) return address;
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return address;
  const groups = expand(plain);
  const whole = groups.slice(0, Math.floor(IPV6_BITS / GROUP_BITS));
  const rest = groups[whole.length] ?? 0;
  const masked = rest >> (GROUP_BITS - (IPV6_BITS % GROUP_BITS));
  return [...whole, masked].map((group) => group.toString(16)).join(':');
}

/** The eight groups of an IPv6 address. */
function expand(address: string): number[] {
  const [before = '', after] = address.split('::');
  const read = (text: string): number[] => (text === '' ? [] : text.split(':').flatMap(readGroup));
  const head = read(before);
  const tail = after === undefined ? [] : read(after);
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

/** A group in hexadecimal, or the last two as an IPv4 address. */
function readGroup(text: string): number[] {
  if (!isIPv4(text)) return [Number.parseInt(text, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number);
  return [a * 256 + b, c * 256 + d];
}
