/** Prepares the labs' images with progress on the console, for the tests. Exit code 1 when that fails. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import type { ImagesStatus } from '../protocol/status.ts';
import { readConfig } from '../server/config.ts';
import { createProgressLines } from '../server/console.ts';
import { imageSet } from '../server/sandbox/images/image-set.ts';
import { createLabImages } from '../server/sandbox/images/prepare.ts';
import { createSandbox } from '../server/sandbox/sandbox.ts';
import { ROOT } from './lib/root.mjs';

/** A mirror or a registry may have a bad minute. */
const ATTEMPTS = 3;

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
  images: createLabImages(imageSet(config.images)),
  seccomp: readFileSync(join(ROOT, 'sandbox', 'seccomp.json'), 'utf8'),
  log: pino({ level: process.env.HOLDFAST_TEST_LOG ?? 'silent' }),
});

const linesFor = createProgressLines();
let failures = 0;
let before: ImagesStatus['state'] = 'waiting';
process.exitCode = await new Promise<number>((resolve) => {
  const look = (): void => {
    const engine = sandbox.engineStatus();
    const images = sandbox.imagesStatus();
    for (const line of linesFor({ engine, images })) console.log(line);
    const hasFailed = images.state === 'failed' || images.state === 'incomplete';
    if (hasFailed && images.state !== before) failures++;
    before = images.state;
    if (engine.state === 'unavailable' || failures === ATTEMPTS) resolve(1);
    else if (images.state === 'ready') resolve(0);
  };
  sandbox.onStatus(look);
  look();
});
await sandbox.close();
