/**
 * `npm test`: sets up what is missing, then runs everything. `npm test -- unit content` runs only those.
 * The last line is `N passed, N failed`.
 */
import { requireSupportedNode } from './lib/node-version.mjs';

requireSupportedNode();
const { test } = await import('./suite/test.mjs');
process.exitCode = await test(process.argv.slice(2));
