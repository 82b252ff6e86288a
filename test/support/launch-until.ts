/**
 * A server process of its own that launches a lab host and says how far it is, to be killed in the middle:
 *   node --import tsx launch-until.ts INSTALLATION LAUNCH-ID
 */
import { createTestSandbox, untilReady } from './sandbox.ts';

const [installation = '', launchId = ''] = process.argv.slice(2);
const sandbox = createTestSandbox({
  installation,
  limits: { memoryMiB: 1024, cpus: 1, pids: 512, diskMiB: 4096 },
  dockerHost: process.env.DOCKER_HOST,
});
await untilReady(sandbox);
await sandbox.launch(launchId, { onPhase: (phase) => process.stdout.write(`${phase}\n`) });
process.stdout.write('ready\n');
