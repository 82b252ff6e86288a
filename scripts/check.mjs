/** `npm run check`: everything that needs neither an engine nor a browser. */
import { requireSupportedNode } from './lib/node-version.mjs';

requireSupportedNode();
const { check } = await import('./suite/check.mjs');
const { failed } = await check({ withUnitTests: true });
process.exitCode = failed === 0 ? 0 : 1;
