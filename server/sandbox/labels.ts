/** The labels by which lab hosts are found again, and the names that go with them. */
import type { LaunchId } from './types.ts';

export const LABEL = {
  installation: 'org.holdfast.installation',
  launch: 'org.holdfast.launch',
  golden: 'org.holdfast.golden',
  role: 'org.holdfast.role',
} as const;

/** The role of a learner's lab host: its container, its volume. */
export const LAB_ROLE = 'lab';

/** The role of a golden volume, and of the container that keeps it. */
export const GOLDEN_ROLE = 'golden';

/** The role of a container that lives for a moment to find out what the engine grants. */
export const PROBE_ROLE = 'probe';

/** The role of a container that lives for a moment to copy what a lab holds. */
export const SAVING_ROLE = 'saving';

const LAUNCH_ID = /^[a-z0-9]{20}$/;

export function isLaunchId(value: unknown): value is LaunchId {
  return typeof value === 'string' && LAUNCH_ID.test(value);
}

/** The name of a lab host's container, and of its volume. */
export function hostName(installation: string, launchId: LaunchId): string {
  return `holdfast-${installation}-${launchId}`;
}

/** The name of the container that copies what that lab holds; there is one at a time. */
export function savingName(installation: string, launchId: LaunchId): string {
  return `${hostName(installation, launchId)}-saving`;
}

/** An engine's filter for everything of one installation. */
export function ofInstallation(installation: string): { label: string[] } {
  return { label: [`${LABEL.installation}=${installation}`] };
}
