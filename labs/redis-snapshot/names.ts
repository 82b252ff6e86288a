/** What setup.sh makes, by name. */
export const IMAGE = 'redis:8';
export const SOURCE = 'tickets';
export const SOURCE_VOLUME = 'tickets-data';
export const RESTORED = 'tickets-new';
export const FILE = 'tickets.rdb';

export const HOME = '/root';
export const DIRECTORY = `${HOME}/backup`;
export const PATH = `${DIRECTORY}/${FILE}`;
export const SHOWN = `~/backup/${FILE}`;

/** What the key today says. A snapshot has short texts as they are. */
export const TODAY = '14 March';
export const LAST_NIGHT = '13 March';

export const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');
