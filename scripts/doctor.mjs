/** `npm run doctor`: what this machine has, what it lacks, and the cure. Needs no packages. `--json` for programs. */
import { requireSupportedNode } from './lib/node-version.mjs';

try {
  const { doctor } = await import('./doctor/doctor.mjs');
  process.exitCode = await doctor(process.argv.slice(2));
} catch (error) {
  // A Node that is only a little too old can still examine the machine; an older one cannot even load that.
  requireSupportedNode();
  throw error;
}
