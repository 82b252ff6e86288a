/** Fields that lessons and labs have in common. */
import { z } from 'zod';

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
