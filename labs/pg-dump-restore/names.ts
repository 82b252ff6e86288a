/** What setup.sh makes, by name. */
export const IMAGE = 'postgres:17';
export const SOURCE = 'library-db';
export const SOURCE_VOLUME = 'library-data';
export const RESTORED = 'library-new';
export const DATABASE = 'library';
export const ROLES = ['frontdesk', 'librarian', 'staff'] as const;

/** Every table and how many rows it has from the start. */
export const ROWS: Readonly<Record<string, number>> = {
  'closed.loans_2024': 1096,
  'public.books': 800,
  'public.loans': 2185,
  'public.members': 300,
};
export const TABLES = Object.keys(ROWS);

export const HOME = '/root';
export const DIRECTORY = `${HOME}/backup`;

export const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');
