/** The lab images: where they come from, and that only whole ones count. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type Docker from 'dockerode';
import { pino } from 'pino';
import { findImage } from '../../server/sandbox/images/build.ts';
import { findGolden } from '../../server/sandbox/images/golden.ts';
import { allOf, imageSet } from '../../server/sandbox/images/image-set.ts';
import { createLabImages } from '../../server/sandbox/images/prepare.ts';
import type { PreparedImages } from '../../server/sandbox/images/recipe.ts';
import { createRegistry } from '../../server/sandbox/images/registry.ts';
import type { ImagesProgress } from '../../server/sandbox/preparation.ts';
import {
  buildLayers,
  type ImageRegistry,
  startImageRegistry,
  startSpoilingRegistry,
} from '../support/image-registry.ts';
import {
  LAB_MS,
  PREPARE_MS,
  preparedImages,
  startTestSandbox,
  type TestSandbox,
} from '../support/sandbox.ts';

jest.setTimeout(LAB_MS);

const log = pino({ level: 'silent' });
const never = new AbortController().signal;

let lab: TestSandbox;
let docker: Docker;
let prepared: PreparedImages;

async function prepare() {
  const seen: ImagesProgress[] = [];
  const bases: PreparedImages[] = [];
  const onProgress = (progress: ImagesProgress) => void seen.push(progress);
  const { prepare } = createLabImages(imageSet([]));
  for await (const base of prepare({ docker, log, signal: never, onProgress })) bases.push(base);
  return { bases, seen };
}

beforeAll(async () => {
  lab = await startTestSandbox();
  docker = lab.docker;
  prepared = await preparedImages(docker);
}, PREPARE_MS);

afterAll(() => lab?.close(), LAB_MS);

async function namesOf(id: string): Promise<string[]> {
  return (await docker.getImage(id).inspect()).RepoTags;
}

describe('prepared once', () => {
  it('they are found again, all of them, and nothing is made', async () => {
    const { bases, seen } = await prepare();
    expect(bases).toEqual([prepared]);
    expect(prepared.images.map(({ name }) => name)).toEqual(
      allOf(imageSet([])).map(({ name }) => name),
    );
    expect(seen.map(({ step }) => step)).not.toContain('Building the lab host');
    for (const { id } of prepared.images) {
      expect((await docker.getImage(id).inspect()).Id).toBe(id);
    }
  });
});

describe('an image', () => {
  const run = randomBytes(6).toString('hex');
  const reference = `holdfast/test-${run}:kept`;
  const built = `holdfast/test-${run}:built`;
  let registry: ImageRegistry;
  let id: string;
  let name: string;

  beforeAll(async () => {
    registry = await startImageRegistry(docker, prepared.systemImage);
    name = `${registry.address}/lab/tool:1`;
    const busybox = prepared.images[0]?.id ?? '';
    id = await buildLayers(docker, busybox, built);
    await registry.push(id, 'lab/tool:1');
    await docker.getImage(built).remove();
  });

  const forget = async (...names: string[]) => {
    for (const each of names) {
      await docker
        .getImage(each)
        .remove()
        .catch(() => {});
    }
  };
  afterEach(() => forget(reference, name));

  afterAll(async () => {
    await forget(built);
    await registry?.close();
  });

  it('is pulled and kept under a name of ours, and the machine’s list stays as it was', async () => {
    const fractions: number[] = [];
    const pulled = await createRegistry(docker, log).obtain(name, reference, never, (fraction) =>
      fractions.push(fraction),
    );
    expect(pulled).toEqual({ ok: true });
    expect(await findImage(docker, reference)).toMatchObject({ id });
    expect(await namesOf(id)).toEqual([reference]);
    expect(fractions.at(-1)).toBe(1);
  });

  it('that somebody else has pulled keeps its name', async () => {
    await docker
      .pull(name)
      .then((stream) => new Promise((resolve) => stream.on('end', resolve).resume()));
    await createRegistry(docker, log).obtain(name, reference, never, () => {});
    expect((await namesOf(id)).sort()).toEqual([name, reference].sort());
  });

  it('that the registry has not is not had, and the others are asked for all the same', async () => {
    const source = createRegistry(docker, log);
    const missing = name.replace(/:1$/, ':2');
    expect(await source.obtain(missing, reference, never, () => {})).toMatchObject({
      ok: false,
      reason: expect.stringContaining('manifest unknown'),
    });
    expect(await findImage(docker, reference)).toBeUndefined();
    expect(await source.obtain(name, reference, never, () => {})).toEqual({ ok: true });
  });

  it('that arrives spoilt is not had, and the others are asked for all the same', async () => {
    const spoiling = await startSpoilingRegistry(registry);
    try {
      const source = createRegistry(docker, log);
      for (const tag of ['1', '1']) {
        const spoilt = `${spoiling.address}/lab/tool:${tag}`;
        expect(await source.obtain(spoilt, reference, never, () => {})).toMatchObject({
          ok: false,
          reason: expect.stringContaining('verification failed'),
        });
      }
      expect(await findImage(docker, reference)).toBeUndefined();
    } finally {
      await spoiling.close();
    }
  });

  it('is not waited for a second time where no registry answers', async () => {
    // Takes connections and says nothing, as a firewall may.
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const pull = jest.spyOn(docker, 'pull');
    try {
      const source = createRegistry(docker, log);
      for (const tag of ['1', '2']) {
        const unheard = `127.0.0.1:${port}/lab:${tag}`;
        expect(await source.obtain(unheard, reference, never, () => {})).toEqual({
          ok: false,
          reason: `127.0.0.1:${port} does not answer`,
        });
      }
      expect(pull).toHaveBeenCalledTimes(1);
      // Another registry is another matter.
      expect(await source.obtain(name, reference, never, () => {})).toEqual({ ok: true });
    } finally {
      pull.mockRestore();
      silent.close();
    }
  });
});

describe('a golden volume', () => {
  const set = randomBytes(8).toString('hex');
  const volume = `holdfast-golden-${set}-half`;

  afterAll(async () => {
    await docker.getVolume(volume).remove();
  });

  it('that was not finished is not used, and nothing of the look at it stays', async () => {
    await docker.createVolume({
      Name: volume,
      Labels: { 'org.holdfast.role': 'golden', 'org.holdfast.set': set },
    });
    expect(await findGolden(docker, set, prepared.hostImage)).toBeUndefined();
    const containers = await docker.listContainers({ all: true, filters: { volume: [volume] } });
    expect(containers).toEqual([]);
  });
});
