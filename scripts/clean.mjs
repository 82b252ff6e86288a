/** `npm run clean`: removes from the engine what is labelled ours. Needs no packages. */
import { requireSupportedNode } from './lib/node-version.mjs';

requireSupportedNode();
const { clean } = await import('./clean/clean.mjs');
process.exitCode = await clean(process.argv.slice(2));
