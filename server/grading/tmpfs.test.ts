import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromMountData, fromMountOptions, isReadOnly, sizeInBytes } from './tmpfs.ts';

const unasked = { size: null, mode: null, uid: null, gid: null };

describe('sizeInBytes', () => {
  const powers = { '': 0, k: 1, K: 1, m: 2, M: 2, g: 3, G: 3, t: 4, T: 4, p: 5, P: 5, e: 6, E: 6 };
  const suffixes = Object.entries(powers);

  it('multiplies by 1024 for each step of the suffix, in either case', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 20 }),
        fc.constantFrom(...suffixes),
        (count, [suffix, power]) => {
          const bytes = count * 1024 ** power;
          const expected = Number.isSafeInteger(bytes) ? bytes : null;
          expect(sizeInBytes(`${count}${suffix}`)).toBe(expected);
        },
      ),
    );
  });

  it('reads the same number in decimal, octal and hexadecimal', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), (bytes) => {
        expect(sizeInBytes(`0${bytes.toString(8)}`)).toBe(bytes);
        expect(sizeInBytes(`0x${bytes.toString(16)}`)).toBe(bytes);
        expect(sizeInBytes(`0X${bytes.toString(16).toUpperCase()}`)).toBe(bytes);
      }),
    );
  });

  it.each(['0', '0k', '00', '10%', '1k%', '', 'm', '64mb', '1.5m', '08', '-1', ' 1', '1 ', 'half'])(
    'has no bound in %p',
    (text) => expect(sizeInBytes(text)).toBeNull(),
  );

  it('gives a whole positive number or nothing, whatever it reads', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'019afxkmge%. -'), maxLength: 40 }),
        (text) => {
          const size = sizeInBytes(text);
          expect(size === null || (Number.isSafeInteger(size) && size > 0)).toBe(true);
        },
      ),
    );
  });
});

describe('fromMountData', () => {
  it('finds nothing in no options', () => {
    expect(fromMountData('')).toEqual(unasked);
  });

  it('reads size, octal mode and owner', () => {
    expect(fromMountData('rw,noexec,size=64m,mode=1733,uid=1000,gid=0x3e8')).toEqual({
      size: 64 * 1024 * 1024,
      mode: 0o1733,
      uid: 1000,
      gid: 1000,
    });
  });

  it('keeps the bits of a mode that the kernel keeps, and takes no other digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0o177777 }), (mode) => {
        expect(fromMountData(`mode=${mode.toString(8)}`).mode).toBe(mode & 0o7777);
        expect(fromMountData(`mode=0${mode.toString(8)}`).mode).toBe(mode & 0o7777);
      }),
    );
    for (const mode of ['9', '0o700', 'u=rwx', '']) {
      expect(fromMountData(`mode=${mode}`).mode).toBeNull();
    }
  });

  it('takes the last of an option that is given twice', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1 });
    fc.assert(
      fc.property(sizes, (list) => {
        const options = list.map((size) => `size=${size}`).join(',');
        expect(fromMountData(options)).toEqual({ ...unasked, size: list.at(-1) });
      }),
    );
  });

  it('throws at nothing', () => {
    fc.assert(fc.property(fc.string(), (text) => void fromMountData(text)));
  });
});

describe('isReadOnly', () => {
  it.each([
    ['ro', true],
    ['size=1m,ro', true],
    ['ro,rw', false],
    ['', false],
    ['size=ro', false],
  ])('%p: %p', (options, expected) => expect(isReadOnly(options)).toBe(expected));
});

describe('fromMountOptions', () => {
  it('takes 0 and nothing for not given', () => {
    for (const options of [undefined, null, {}, { SizeBytes: 0, Mode: 0 }]) {
      expect(fromMountOptions(options)).toEqual(unasked);
    }
  });

  it('has bytes and a mode as they are', () => {
    const options = { SizeBytes: 16_777_216, Mode: 0o1733 };
    expect(fromMountOptions(options)).toEqual({ ...unasked, size: 16_777_216, mode: 0o1733 });
  });
});
