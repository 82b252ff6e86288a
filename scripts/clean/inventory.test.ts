import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { UnixEndpoint } from '../lib/engine/endpoint.mjs';
import { describe as describeItems } from './clean.mjs';
import { isOurs, removeItem, takeInventory, toItems } from './inventory.mjs';

const lists = {
  containers: [
    {
      Id: 'c1',
      Names: ['/holdfast-x'],
      State: 'running',
      Labels: { 'org.holdfast.role': 'lab' },
    },
    { Id: 'c2', Names: ['/web'], State: 'running', Labels: { app: 'mine' } },
  ],
  networks: [{ Id: 'n1', Name: 'bridge', Labels: {} }],
  volumes: [
    { Name: 'golden', Labels: { 'org.holdfast.role': 'golden' } },
    { Name: 'data', Labels: null },
  ],
  images: [
    {
      Id: 'sha256:aaaa',
      RepoTags: ['base:1'],
      Size: 10,
      Created: 1,
      Labels: { 'org.holdfast.role': 'base' },
    },
    {
      Id: 'sha256:bbbbbbbbbbbbbbbb',
      RepoTags: ['<none>:<none>'],
      Size: 30,
      Created: 2,
      Labels: { 'org.holdfast.role': 'host' },
    },
    { Id: 'sha256:cccc', RepoTags: ['postgres:17'], Size: 20, Created: 3, Labels: null },
    {
      Id: 'sha256:dddd',
      RepoTags: ['redis:8', 'holdfast/official:1'],
      Size: 40,
      Created: 4,
      Labels: null,
    },
  ],
};

describe('isOurs', () => {
  it('takes our labels and no others, however similar', () => {
    expect(isOurs({ 'org.holdfast.launch': 'x' })).toBe(true);
    expect(isOurs({ 'org.holdfast': '' })).toBe(true);
    expect(isOurs({ 'org.holdfasting': '' })).toBe(false);
    expect(isOurs({ 'com.example.org.holdfast.launch': 'x' })).toBe(false);
    expect(isOurs(null)).toBe(false);
  });
});

describe('toItems', () => {
  it('keeps what is ours, in an order in which it can be removed', () => {
    const items = toItems(lists, new Map([['golden', 5]]));
    expect(items.map(({ kind, name, bytes }) => [kind, name, bytes])).toEqual([
      ['container', 'holdfast-x', null],
      ['volume', 'golden', 5],
      ['image', 'bbbbbbbbbbbb', 30],
      ['image', 'base:1', 10],
      ['image', 'holdfast/official:1', 40],
    ]);
    expect(items[0]?.running).toBe(true);
  });

  it('copes with an engine that lists nothing', () => {
    const nothing = { containers: [], networks: [], volumes: null, images: [] };
    expect(toItems(nothing, new Map())).toEqual([]);
  });
});

describe('describe', () => {
  it('warns of running labs and of the folder with all progress', () => {
    const text = describeItems(toItems(lists, new Map()), '/srv/data');
    expect(text).toContain('1 of them is running; it ends.');
    expect(text).toContain('/srv/data  (all progress)');
  });
});

describe('over an engine’s socket', () => {
  let folder: string;
  let engine: Server;
  let endpoint: UnixEndpoint;
  let removed: string[];

  beforeEach(async () => {
    removed = [];
    folder = mkdtempSync(join(tmpdir(), 'holdfast-clean-'));
    endpoint = { kind: 'unix', path: join(folder, 'engine.sock') };
    const answers = new Map<string, unknown>([
      ['/containers/json?all=1', lists.containers],
      ['/networks', lists.networks],
      ['/volumes', { Volumes: lists.volumes }],
      ['/images/json', lists.images],
      ['/system/df', { Volumes: [{ Name: 'golden', UsageData: { Size: 77 } }] }],
    ]);
    engine = createServer((request, response) => {
      const url = request.url ?? '';
      if (request.method === 'DELETE') {
        removed.push(url);
        const status = url.includes('gone') ? 404 : url.includes('busy') ? 409 : 204;
        response.writeHead(status);
        response.end(status === 409 ? JSON.stringify({ message: 'volume is in use' }) : undefined);
        return;
      }
      response.end(JSON.stringify(answers.get(url)));
    });
    await new Promise<void>((resolve) => engine.listen(endpoint.path, resolve));
  });

  afterEach(async () => {
    await new Promise((resolve) => engine.close(resolve));
    rmSync(folder, { recursive: true });
  });

  it('lists what is ours, with the sizes of volumes', async () => {
    const items = await takeInventory(endpoint);
    expect(items).toEqual(toItems(lists, new Map([['golden', 77]])));
  });

  it('removes an item, takes one that is gone for removed and passes on a refusal', async () => {
    const volume = { kind: 'volume', name: '', detail: '', running: false, bytes: null } as const;
    await removeItem(endpoint, { ...volume, id: 'golden' });
    await removeItem(endpoint, { ...volume, id: 'gone' });
    await expect(removeItem(endpoint, { ...volume, id: 'busy' })).rejects.toThrow('in use');
    expect(removed[0]).toBe('/volumes/golden?force=1');
  });
});
