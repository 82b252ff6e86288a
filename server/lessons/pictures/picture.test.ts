import { describe, expect, it } from '@jest/globals';
import { imageSize } from './image-size.ts';
import { pictureType, readPicture } from './picture.ts';

/** The first bytes of files, by hand from the formats' descriptions. */
const PNG = Buffer.from('89504e470d0a1a0a0000000d494844520000026c000000f00806000000', 'hex');
const riff = (kind: string, rest: string): Buffer =>
  Buffer.concat([
    Buffer.from('RIFF....WEBP', 'latin1'),
    Buffer.from(kind, 'latin1'),
    Buffer.from(rest, 'hex'),
  ]);
const LOSSY = riff('VP8 ', `00000000${'000000'}9d012a${'6c02'}${'f000'}0000`);
// 14 bits of width less one, 14 of height less one, after the signature byte 2f.
const LOSSLESS = riff('VP8L', `00000000${'2f'}${'6bc23b00'}0000000000000000`);
const EXTENDED = riff('VP8X', `0a000000${'00000000'}${'6b0200'}${'ef0000'}`);

describe('imageSize', () => {
  it.each([
    ['PNG', PNG],
    ['lossy WebP', LOSSY],
    ['lossless WebP', LOSSLESS],
    ['extended WebP', EXTENDED],
  ])('reads a %s', (_name, bytes) => {
    expect(imageSize(bytes)).toEqual({ width: 620, height: 240 });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a cut PNG', PNG.subarray(0, 20)],
    ['a cut WebP', EXTENDED.subarray(0, 20)],
    ['an unknown WebP', riff('ANIM', '00'.repeat(20))],
    ['text', Buffer.from('<svg onload="alert(1)"></svg>        ')],
  ])('makes nothing of %s', (_name, bytes) => expect(imageSize(bytes)).toBeUndefined());
});

describe('pictureType', () => {
  it.each([
    ['layers.svg', 'image/svg+xml'],
    ['the-map-2.png', 'image/png'],
    ['a.webp', 'image/webp'],
    ['lesson.md', undefined],
    ['a.html', undefined],
    ['a.svg.html', undefined],
    ['.svg', undefined],
    ['../a.svg', undefined],
    ['A.svg', undefined],
    ['a.constructor', undefined],
  ])('says of %s: %s', (file, type) => expect(pictureType(file)).toBe(type));
});

describe('readPicture', () => {
  it('goes by the name, and holds the content to it', () => {
    const problems: string[] = [];
    const report = (message: string): void => void problems.push(message);
    expect(readPicture('a.png', PNG, report)).toEqual({
      kind: 'image',
      size: { width: 620, height: 240 },
    });
    expect(problems).toEqual([]);
    expect(readPicture('a.png', Buffer.from('<svg>'), report)).toBeUndefined();
    expect(problems).toEqual(['This is neither a PNG nor a WebP picture.']);
  });
});
