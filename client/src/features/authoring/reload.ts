/** Shows an author's changes in the open page, and what is wrong with them. Part of `npm run dev` only. */
import type { QueryClient } from '@tanstack/react-query';
import type { PageSocket } from '../../lib/socket.ts';
import './reload.css';

/** What is made from the files of the course. */
const FROM_FILES = ['course', 'lesson', 'lab', 'hint', 'quiz', 'glossary', 'cheat-sheet', 'search'];

export function reloadContent(socket: PageSocket, queries: QueryClient): void {
  const board = document.createElement('aside');
  board.className = 'content-problems';
  board.setAttribute('role', 'status');
  document.body.append(board);
  socket.on('content:changed', ({ problems }) => {
    board.replaceChildren(
      ...problems.map((problem) => {
        const line = document.createElement('p');
        line.textContent = problem;
        return line;
      }),
    );
    for (const key of FROM_FILES) void queries.invalidateQueries({ queryKey: [key] });
  });
  socket.connect();
}
