/** `npm run check`: everything that needs neither an engine nor a browser. */
import { requireSupportedNode } from './lib/node-version.mjs';

requireSupportedNode();
const { checkAlone } = await import('./suite/check.mjs');
process.exitCode = await checkAlone();
