/** Prepares the labs' images with progress on the console, for the tests. Exit code 1 when that fails. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../server/config.ts';
import { prepareImages } from '../server/sandbox/images/prepare.ts';
import { createSandbox } from '../server/sandbox/sandbox.ts';
import { ROOT } from './lib/root.mjs';
import { createProgressLines } from './suite/progress-lines.ts';

const config = readConfig(process.env);
const sandbox = createSandbox({
  config: {
    installation: 'preparation',
    limits: config.lab,
    dockerHost: config.engine.dockerHost || undefined,
    dockerCertPath: config.engine.dockerCertPath || undefined,
    allowInsecure: config.engine.allowInsecure,
    runtime: config.lab.runtime || undefined,
  },
  prepareImages,
  seccomp: readFileSync(join(ROOT, 'sandbox', 'seccomp.json'), 'utf8'),
  log: pino({ level: 'silent' }),
});

const lineFor = createProgressLines();
process.exitCode = await new Promise<number>((resolve) => {
  const look = (): void => {
    const engine = sandbox.engineStatus();
    const images = sandbox.imagesStatus();
    const line = lineFor({ engine, images });
    if (line !== null) console.log(line);
    if (engine.state === 'unavailable' || images.state === 'failed') resolve(1);
    else if (images.state === 'ready') resolve(0);
  };
  sandbox.onStatus(look);
  look();
});
await sandbox.close();
