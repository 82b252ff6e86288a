/** Fields that the files of the course have in common. */
import { z } from 'zod';
import { type Inline, readInline } from './markdown/inline.ts';

/** Words on one line, shown as they are. */
export const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => text === text.trim() && !/[\n`]|\*\*/.test(text), {
      message: 'must be plain words on one line, without markdown',
    });

export const Title = line(80);
export const Summary = line(200);
export const Minutes = z.number().int().min(1).max(240);

/** One paragraph of markdown, rendered. */
export const InlineText = z.string().transform((text, context): Inline => {
  const report = (message: string) => context.addIssue({ code: 'custom', message });
  return readInline(text, report) ?? z.NEVER;
});
