/** For terminals of documents without tasks. */
import { AppError } from '../../server/errors.ts';
import type { Solutions } from '../../server/terminals/types.ts';

const noTask = (): never => {
  throw new AppError('task.notFound', 'There is no such task.');
};
export const noSolutions: Solutions = {
  text: noTask,
  require: async () => noTask(),
  begin: async () => noTask(),
};
