/** Labs as a learner's browser sees them, and a look inside that no route offers. */
import { expect } from '@jest/globals';
import type { Place } from '../../protocol/names.ts';
import { LabSession } from '../../protocol/session.ts';
import type { LabHost, Sandbox } from '../../server/sandbox/types.ts';
import { type Browser, eventually } from './server.ts';

/** The first start of a test may build the images. */
export const PREPARE_MS = 15 * 60_000;

export async function imagesReady(sandbox: Pick<Sandbox, 'imagesStatus'>): Promise<void> {
  await eventually(async () => sandbox.imagesStatus().state === 'ready', PREPARE_MS);
}

export async function sessionOf(browser: Browser, id: string): Promise<LabSession> {
  return LabSession.parse((await browser.get(`/api/sessions/${id}`)).body);
}

/**
 * Resolves with the session once it is in that state.
 * @throws Error with the reason when it fails instead
 */
export function reaches(
  browser: Browser,
  id: string,
  state: LabSession['state'],
): Promise<LabSession> {
  return eventually(async () => {
    const now = await sessionOf(browser, id);
    if (now.state === 'failed' && state !== 'failed') throw new Error(now.failure?.message);
    return now.state === state && now;
  });
}

/** Presses **Start lab** and gives the first answer. */
export async function press(browser: Browser, place: Place): Promise<LabSession> {
  const answer = await browser.send('post', '/api/sessions', { place });
  expect(answer.status).toBe(202);
  return LabSession.parse(answer.body);
}

export async function startLab(browser: Browser, place: Place): Promise<LabSession> {
  return reaches(browser, (await press(browser, place)).id, 'ready');
}

/** A handle on a running lab host of the test's own. */
export async function hostOf(sandbox: Sandbox, launchId: string): Promise<LabHost> {
  const host = await sandbox.find(launchId);
  if (host === undefined) throw new Error('the lab host is not running');
  return host;
}

/** The one lab host of a server. */
export async function onlyHost(sandbox: Sandbox): Promise<LabHost> {
  const hosts = await sandbox.list();
  expect(hosts).toHaveLength(1);
  return hostOf(sandbox, hosts[0]?.launchId ?? '');
}
