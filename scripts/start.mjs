/**
 * `npm start`: from a fresh clone to a page. The server starts as soon as its packages and its page are there;
 * the engine is found or installed meanwhile, and the server notices it when it answers.
 */
import { requireSupportedNode } from './lib/node-version.mjs';

requireSupportedNode();
// What follows is imported late, so that an old Node gets the sentence above and not a syntax error.
const { start } = await import('./lib/start.mjs');
process.exitCode = await start();
