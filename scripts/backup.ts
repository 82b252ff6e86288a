/** `npm run backup [-- FILE]`: a copy of the database, also while the server runs. */
import { backUp } from '../server/store/backup.ts';
import { dataDir, fileArgument, runCommand, usage } from './data/command.ts';
import { formatBytes } from './lib/output.mjs';

const [file, ...rest] = process.argv.slice(2);
if (rest.length > 0 || file?.startsWith('-')) {
  usage('npm run backup              into the data folder, under a name of its own');
  usage('npm run backup -- FILE      into FILE; a backup of before is replaced');
} else {
  await runCommand(() => {
    const target = file === undefined ? undefined : fileArgument(file);
    const backup = backUp(dataDir(), target, new Date());
    console.log(`${backup.file} (${formatBytes(backup.bytes)}, checked)`);
  });
}
