/** The server is killed under an open page and comes back: the learner goes on where they were, in the same shell. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { removeLeftovers } from '../support/lab-container.ts';
import { launchBrowser, openPage } from '../support/page.ts';
import { eventually, openBrowser } from '../support/server.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';

const PREPARE_MS = 20 * 60_000;
jest.setTimeout(180_000);

let browser: Browser;
let data: string;
let server: ServerProcess;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'holdfast-killed-'));
  server = await startServerProcess(data);
  const learner = await openBrowser(server.url);
  await eventually(
    async () => (await learner.get('/api/status')).body.images?.state === 'ready',
    PREPARE_MS,
  );
  browser = await launchBrowser();
}, PREPARE_MS);

afterAll(async () => {
  await browser?.close();
  const learner = await openBrowser(server.url);
  const { body } = await learner.get('/api/sessions/all');
  for (const { id } of body.sessions) await learner.send('delete', `/api/sessions/${id}`);
  await server?.kill('SIGTERM');
  await removeLeftovers(data);
  await rm(data, { recursive: true, force: true });
}, 60_000);

/** Without a graphics processor xterm draws with elements, which can be read. */
const shows = (page: Page, text: string) =>
  eventually(async () => {
    const rows = await page.locator('.xterm-rows').first().textContent();
    return rows?.replaceAll('\u00a0', ' ').includes(text);
  });

describe('a page whose server is killed', () => {
  it('goes on in the same shell when there is a server again', async () => {
    const { context, page, errors } = await openPage(browser, server.url);
    await page.goto('/labs/writable-layer');
    await page.getByRole('button', { name: 'Start lab' }).first().click();
    await page.locator('.xterm').first().click();
    await shows(page, 'root@docker-host');
    await page.keyboard.type('kept="the same shell"; read -r answer; echo "$answer in $kept"');
    await page.keyboard.press('Enter');
    await shows(page, 'in $kept');

    await server.kill('SIGKILL');
    const notice = page.getByText('Connection lost. Reconnecting');
    await notice.waitFor();
    server = await startServerProcess(data, { PORT: String(server.port) });
    await notice.waitFor({ state: 'hidden' });
    await page.keyboard.type('typed later');
    await page.keyboard.press('Enter');
    await shows(page, 'typed later in the same shell');

    await page.reload();
    await shows(page, 'typed later in the same shell');
    expect(errors).toEqual([]);
    await context.close();
  });
});
