/** The server is restarted under an open page: a real process, a real lab, a real browser. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchBrowser, openPage } from '../support/page.ts';
import { type ServerProcess, spawnServer } from '../support/process.ts';
import { eventually, startTestServer } from '../support/server.ts';

const PREPARE_MS = 15 * 60_000;
jest.setTimeout(PREPARE_MS);

let dataDir: string;
let browser: Browser;
let server: ServerProcess;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'holdfast-restart-'));
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  server.child.kill('SIGTERM');
  await server.ended;
  const cleaner = await startTestServer({}, dataDir);
  await eventually(async () => cleaner.server.sandbox.imagesStatus().state === 'ready');
  await cleaner.close();
  await rm(dataDir, { recursive: true, force: true });
});

const start = (port: string): ServerProcess => {
  server = spawnServer({ HOLDFAST_DATA: dataDir, DOCKER_HOST: '', PORT: port });
  return server;
};

it('says so, and goes on where it was', async () => {
  const url = await start('0').url;
  await eventually(async () => {
    const status = await fetch(`${url}/api/status`);
    return (await status.json()).images.state === 'ready';
  }, PREPARE_MS);
  const { context, page, errors } = await openPage(browser, url);
  await page.goto('/labs/writable-layer');
  await page.getByRole('button', { name: 'Start lab' }).first().click();
  await page.locator('.xterm').first().waitFor();
  await page.getByText('root@docker-host').first().waitFor();

  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
  await page.getByText('Holdfast is being restarted').waitFor();

  await start(new URL(url).port).url;
  await page.getByText('Holdfast is being restarted').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Check my work' }).waitFor();
  await page.getByText('root@docker-host').first().waitFor();
  expect(errors).toEqual([]);
  await context.close();
});
