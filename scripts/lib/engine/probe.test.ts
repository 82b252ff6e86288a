import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { classifyFailure, findEngine, probe } from './probe.mjs';

describe('classifyFailure', () => {
  it.each([
    [{ code: 'ENOENT' }, 'absent'],
    [{ code: 'ECONNREFUSED' }, 'refused'],
    [{ code: 'EACCES' }, 'forbidden'],
    [{ name: 'TimeoutError' }, 'silent'],
    [{ code: 'ECONNRESET' }, 'failed'],
  ])('%j: %s', (error, expected) => {
    expect(classifyFailure(error)).toBe(expected);
  });
});

describe('probe', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-probe-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function listening(answer: string, use: (path: string) => Promise<void>) {
    const path = join(folder, 'engine.sock');
    const server = createServer((_request, response) => response.end(answer));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    try {
      await use(path);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  }

  it('says what engine answers', async () => {
    const answer = JSON.stringify({
      Version: '27.5.1',
      ApiVersion: '1.47',
      Platform: { Name: 'Docker Engine - Community' },
      Components: [{ Name: 'Engine' }],
    });
    await listening(answer, async (path) => {
      expect(await findEngine({ DOCKER_HOST: `unix://${path}` })).toEqual({
        state: 'answers',
        endpoint: { kind: 'unix', path },
        version: '27.5.1',
        apiVersion: '1.47',
        product: 'Docker Engine - Community, Engine',
      });
    });
  });

  it('takes something else that answers for no engine', async () => {
    await listening('hello', async (path) => {
      expect((await probe({ kind: 'unix', path })).state).toBe('failed');
    });
  });

  it('tells an absent socket from an address it cannot ask', async () => {
    expect((await probe({ kind: 'unix', path: join(folder, 'none.sock') })).state).toBe('absent');
    expect((await probe({ kind: 'other', value: 'ssh://lab' })).state).toBe('unknown');
  });
});
