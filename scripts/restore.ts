/** `npm run restore -- FILE`: puts a backup in the place of the database, with the server stopped. */
import { restore } from '../server/store/backup.ts';
import { dataDir, fileArgument, runCommand, usage } from './data/command.ts';

const [file, ...rest] = process.argv.slice(2);
if (file === undefined || rest.length > 0 || file.startsWith('-')) {
  usage(
    'npm run restore -- FILE     FILE takes the place of the database; the server must not run',
  );
} else {
  await runCommand(() => {
    const kept = restore(dataDir(), fileArgument(file), new Date());
    console.log('Restored.');
    if (kept !== undefined) console.log(`What was there is kept in ${kept}.`);
    console.log('Labs that were begun after this backup are removed when the server starts.');
  });
}
