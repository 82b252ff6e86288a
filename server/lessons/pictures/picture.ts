/** A lesson's pictures: what may be one, and how it is read. */
import type { Report } from '../problems.ts';
import { imageSize, type Size } from './image-size.ts';
import { type Drawing, readSvg } from './svg.ts';

export type Picture = { kind: 'drawing'; drawing: Drawing } | { kind: 'image'; size: Size };

const TYPES: Record<string, string> = {
  svg: 'image/svg+xml',
  png: 'image/png',
  webp: 'image/webp',
};

/** The media type of a file that may be a picture, by its name; undefined for every other name. */
export function pictureType(file: string): string | undefined {
  const [, extension] = /^[a-z0-9]+(?:-[a-z0-9]+)*\.([a-z]+)$/.exec(file) ?? [];
  return extension !== undefined && Object.hasOwn(TYPES, extension) ? TYPES[extension] : undefined;
}

/** Reads a picture. Undefined when it can't be shown; the report says why. */
export function readPicture(file: string, bytes: Buffer, report: Report): Picture | undefined {
  if (file.endsWith('.svg')) {
    const drawing = readSvg(bytes.toString('utf8'), report);
    return drawing && { kind: 'drawing', drawing };
  }
  const size = imageSize(bytes);
  if (size === undefined) report('This is neither a PNG nor a WebP picture.');
  return size && { kind: 'image', size };
}

/** Where the page finds a picture that is not a drawing. */
export const imageUrl = (lesson: string, file: string): string =>
  `/content/lessons/${lesson}/${file}`;
