import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { holderOf } from './addresses.ts';

describe('holderOf', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2233:4:5:6:7', '2001:db8:1:22'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['64:ff9b::10.1.2.3', '64:ff9b:0:0'],
    ['', ''],
    ['no address', 'no address'],
  ])('of %s is %s', (address, holder) => expect(holderOf(address)).toBe(holder));

  it('is the same for all addresses that differ behind the 56th bit, and for no others', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    const eight = fc.array(group, { minLength: 8, maxLength: 8 });
    const text = (groups: readonly number[]) => groups.map((n) => n.toString(16)).join(':');
    fc.assert(
      fc.property(eight, eight, ([a = 0, b = 0, c = 0, d = 0, ...rest], other) => {
        const mine = holderOf(text([a, b, c, d, ...rest]));
        const d2 = (d & 0xff00) | ((other[3] ?? 0) & 0xff);
        expect(holderOf(text([a, b, c, d2, ...other.slice(4)]))).toBe(mine);
        expect(holderOf(text([a, b, c, d ^ 0x100, ...rest]))).not.toBe(mine);
        expect(holderOf(text([a ^ 1, b, c, d, ...rest]))).not.toBe(mine);
      }),
    );
  });
});
