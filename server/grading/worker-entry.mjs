/** A worker thread begins in plain JavaScript: Node 20 ignores `--import` in a worker's execArgv. */
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
