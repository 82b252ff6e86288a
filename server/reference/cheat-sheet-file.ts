/** lessons/cheat-sheet.yaml: commands by purpose, read and checked by themselves. */
import { z } from 'zod';
import { Slug } from '../../protocol/names.ts';
import { InlineText, Title } from '../lessons/fields.ts';
import { readYaml } from '../lessons/front-matter.ts';
import type { Report } from '../lessons/problems.ts';
import { SectionField } from './section.ts';

export const CHEAT_SHEET_FILE = 'lessons/cheat-sheet.yaml';

/** What fits beside its meaning on a printed page. */
const MAX_COMMAND = 400;

const Command = z.strictObject({
  /** As it is typed in bash; it ends with 0 where it can be run. */
  run: z.string().trim().min(1).max(MAX_COMMAND),
  means: InlineText,
  trap: InlineText.optional(),
  section: SectionField.optional(),
});

const Group = z.strictObject({
  id: Slug,
  title: Title,
  /** What the commands need, done before them when they are tried; nobody sees it. */
  setup: z.string().default(''),
  commands: z.array(Command).min(1),
});
export type LoadedGroup = z.infer<typeof Group>;

export const CheatSheetFile = z.strictObject({
  groups: z
    .array(Group)
    .min(1)
    .superRefine((groups, context) => {
      const ids = groups.map((group) => group.id);
      for (const [at, id] of ids.entries()) {
        if (ids.indexOf(id) === at) continue;
        context.addIssue({ code: 'custom', path: [at, 'id'], message: `\`${id}\` stands twice` });
      }
    }),
});

export type LoadedCheatSheet = readonly LoadedGroup[];

/** The groups, in order; none when the file isn't there or is wrong, which the report says. */
export const readCheatSheet = (text: string | null, report: Report): LoadedCheatSheet =>
  (text === null ? undefined : readYaml(text, CheatSheetFile, report)?.groups) ?? [];
