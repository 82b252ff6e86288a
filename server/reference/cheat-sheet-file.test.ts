import { describe, expect, it } from '@jest/globals';
import { CHEAT_SHEET } from '../lessons/course.fixture.ts';
import { readCheatSheet } from './cheat-sheet-file.ts';

function read(text: string | null) {
  const problems: string[] = [];
  const sheet = readCheatSheet(text, (message, line) => problems.push(`${line}: ${message}`));
  return { sheet, problems };
}

describe('a cheat sheet', () => {
  it('is read with its words rendered', () => {
    const { sheet, problems } = read(CHEAT_SHEET);
    expect(problems).toEqual([]);
    expect(sheet).toEqual([
      {
        id: 'look',
        title: 'Look',
        setup: 'docker volume create data',
        commands: [
          {
            run: 'docker volume ls',
            means: { html: 'All volumes.', words: 'All volumes.' },
            trap: {
              html: 'Also those without a <em>name</em>.',
              words: 'Also those without a name.',
            },
            section: { lesson: '03-named-volumes', id: 'create' },
          },
          { run: 'docker ps', means: { html: 'What runs.', words: 'What runs.' } },
        ],
      },
    ]);
  });

  it('may be absent', () => {
    expect(read(null)).toEqual({ sheet: [], problems: [] });
  });

  it('says what is wrong', () => {
    const twice = `${CHEAT_SHEET}${CHEAT_SHEET.slice(CHEAT_SHEET.indexOf('\n') + 1)}`;
    expect(read(twice)).toEqual({
      sheet: [],
      problems: [expect.stringContaining('`look` stands twice')],
    });
    expect(read(CHEAT_SHEET.replace('run: docker ps', 'run: "  "')).problems.join()).toContain(
      '`groups.0.commands.1.run`',
    );
  });
});
