/** A set of images that grows: what labs get while it does, and what becomes of what they had. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type Docker from 'dockerode';
import { pino } from 'pino';
import type { ImageState } from '../../protocol/status.ts';
import { type ImageSet, imageSet } from '../../server/sandbox/images/image-set.ts';
import { createLabImages } from '../../server/sandbox/images/prepare.ts';
import { createSandbox } from '../../server/sandbox/sandbox.ts';
import type { LabHost, Sandbox } from '../../server/sandbox/types.ts';
import { buildLayers, type ImageRegistry, startImageRegistry } from '../support/image-registry.ts';
import { inLab, must } from '../support/lab.ts';
import {
  LAB_MS,
  newLaunchId,
  PREPARE_MS,
  preparedImages,
  SECCOMP,
  startTestSandbox,
  type TestSandbox,
  untilStatus,
} from '../support/sandbox.ts';

/** Golden volumes are made in between. */
jest.setTimeout(5 * LAB_MS);

const run = randomBytes(6).toString('hex');
const built = `holdfast/test-${run}:built`;
/** Of the machine's engine, and in no registry. */
const own = `holdfast-test-${run}/own:1`;

let lab: TestSandbox;
let docker: Docker;
let registry: ImageRegistry;
let sandbox: Sandbox;
/** In the registry from the start, and later. */
let tool: string;
let late: string;
let toolId: string;
let ownId: string;
type Which = 'early' | 'middle' | 'latest';
/** Labs, each with the golden volume that it was launched from. */
const labs = new Map<Which, { host: LabHost; golden: string }>();

/** The smallest set that has something to wait for. */
function smallSet(): ImageSet {
  const { first, rest } = imageSet([own, tool, late]);
  return {
    first: first.filter(({ name }) => !name.startsWith('postgres')),
    rest: rest.filter(({ name }) => [own, tool, late].includes(name)),
  };
}

const imageOf = (name: string): ImageState | undefined =>
  sandbox.imagesStatus().images.find((image) => image.name === name);

async function launch(which: Which, needs: string[]): Promise<LabHost> {
  const host = await sandbox.launch(newLaunchId(), { needs });
  const facts = (await sandbox.list()).find(({ launchId }) => launchId === host.launchId);
  labs.set(which, { host, golden: facts?.goldenVolume ?? '' });
  return host;
}

function labOf(which: Which): { host: LabHost; golden: string } {
  const found = labs.get(which);
  if (found === undefined) throw new Error(`the ${which} lab was not launched`);
  return found;
}

const remove = (which: Which) => sandbox.remove(labOf(which).host.launchId);

async function hasVolume(name: string): Promise<boolean> {
  return docker
    .getVolume(name)
    .inspect()
    .then(
      () => true,
      () => false,
    );
}

const sweep = async () => {
  const hosts = await sandbox.list();
  await sandbox.sweep(async () => new Set(hosts.map(({ launchId }) => launchId)));
};

beforeAll(async () => {
  lab = await startTestSandbox();
  docker = lab.docker;
  const { systemImage, images } = await preparedImages(docker);
  registry = await startImageRegistry(docker, systemImage);
  tool = `${registry.address}/lab/tool:1`;
  late = `${registry.address}/lab/late:1`;
  toolId = await buildLayers(docker, images[0]?.id ?? '', built);
  await registry.push(toolId, 'lab/tool:1');
  await docker.getImage(built).remove();
  ownId = await buildLayers(docker, images[0]?.id ?? '', own);
  sandbox = createSandbox({
    config: {
      installation: lab.installation,
      limits: { memoryMiB: 1024, cpus: 1.5, pids: 512, diskMiB: 4096 },
      dockerHost: process.env.DOCKER_HOST,
    },
    log: pino({ level: process.env.HOLDFAST_TEST_LOG ?? 'silent' }),
    images: createLabImages(smallSet()),
    seccomp: SECCOMP,
  });
}, PREPARE_MS);

afterAll(async () => {
  await sandbox?.close();
  await lab?.close();
  await registry?.close();
  await docker.getImage(own).remove();
  for (const { golden } of labs.values()) await removeGolden(golden);
  const filters = { reference: ['holdfast/official'] };
  for (const { Id, RepoTags } of await docker.listImages({ filters })) {
    if (Id !== toolId && Id !== ownId) continue;
    for (const tag of RepoTags ?? []) await docker.getImage(tag).remove();
  }
}, LAB_MS);

/** Those that are left; one of a whole set is kept for a week, which no other test needs. */
async function removeGolden(volume: string): Promise<void> {
  if (!(await hasVolume(volume))) return;
  for (const { Id } of await docker.listContainers({ all: true, filters: { volume: [volume] } })) {
    await docker.getContainer(Id).remove({ force: true });
  }
  await docker.getVolume(volume).remove();
}

describe('a set of images', () => {
  it('lets labs start as soon as the first images are there, and says what the others wait for', async () => {
    await untilStatus(sandbox, () => sandbox.imagesStatus().launchable);
    expect(imageOf('busybox:1.37')).toMatchObject({ state: 'ready' });
    expect(imageOf(tool)?.state).not.toBe('ready');
    expect(() => sandbox.requireImages(['busybox:1.37'])).not.toThrow();
    const refusal = expect.objectContaining({
      code: 'images.preparing',
      message: expect.stringContaining(`needs the image ${tool}, which is still being prepared`),
    });
    expect(() => sandbox.requireImages(['busybox:1.37', tool])).toThrow(refusal as never);
    await expect(sandbox.launch(newLaunchId(), { needs: [tool] })).rejects.toEqual(refusal);
    const host = await launch('early', ['busybox:1.37']);
    expect(await must(host, 'docker images -q | sort -u | wc -l')).toBe('2');
    await must(host, 'docker run -d --name mine -v data:/data busybox:1.37 sleep 1000000');
    await must(host, 'docker exec mine sh -c "echo kept > /data/x"');
  });

  it('goes on without an image that cannot be had, and names it with the reason', async () => {
    await untilStatus(sandbox, () => imageOf(late)?.state === 'failed');
    await untilStatus(sandbox, () => sandbox.imagesStatus().state === 'incomplete');
    expect(imageOf(tool)).toMatchObject({ state: 'ready' });
    expect(imageOf(late)).toMatchObject({
      state: 'failed',
      problem: { code: 'images.notPulled', message: expect.stringContaining('manifest unknown') },
    });
    expect(sandbox.imagesStatus().problem?.message).toContain(late);
    expect(() => sandbox.requireImages([late])).toThrow(
      expect.objectContaining({
        code: 'images.preparing',
        message: expect.stringContaining(`needs the image ${late}, which could not be prepared`),
      }) as never,
    );
    await launch('middle', [tool]);
    expect(labOf('middle').golden).not.toBe(labOf('early').golden);
  });

  it('takes what this machine has already as it is, and leaves it there', async () => {
    const { host } = labOf('middle');
    expect(imageOf(own)).toMatchObject({ state: 'ready' });
    expect(await must(host, `docker image inspect -f {{.Id}} ${own}`)).toBe(ownId);
    expect((await docker.getImage(own).inspect()).Id).toBe(ownId);
  });

  it('of several layers runs and builds in a lab', async () => {
    const { host } = labOf('middle');
    expect(await must(host, `docker image inspect -f {{.Id}} ${tool}`)).toBe(toolId);
    expect(await must(host, `docker run --rm ${tool} cat /first /second`)).toBe('1\n2');
    await must(host, `printf 'FROM ${tool}\\nRUN rm /first && echo 3 > /second\\n' > Dockerfile`);
    await must(host, `docker build -q -t mine . && docker image rm -f ${tool}`);
    expect(await must(host, 'docker run --rm mine sh -c "ls /first; cat /second" 2>&1')).toMatch(
      /No such file or directory\n3$/,
    );
    const other = await sandbox.launch(newLaunchId());
    expect(await must(other, `docker run --rm ${tool} cat /first /second`)).toBe('1\n2');
    await sandbox.remove(other.launchId);
  });

  it('gets an image that could be had later, by itself', async () => {
    await registry.push(toolId, 'lab/late:1');
    // As a learner does who does not want to wait for the next attempt.
    expect(() => sandbox.requireImages([late])).toThrow();
    await untilStatus(sandbox, () => sandbox.imagesStatus().state === 'ready');
    const host = await launch('latest', [late]);
    expect(await must(host, `docker run --rm ${late} cat /first /second`)).toBe('1\n2');
  });

  it('leaves the labs of before as they are, also after a stop', async () => {
    const { host } = labOf('early');
    expect(await must(host, 'docker exec mine cat /data/x')).toBe('kept');
    await sweep();
    await sandbox.stop(host.launchId);
    await sweep();
    const again = await sandbox.resume(host.launchId);
    expect(await must(again, 'docker start mine && docker exec mine cat /data/x')).toBe(
      'mine\nkept',
    );
    expect((await inLab(again, `docker run --rm ${late} true`)).code).not.toBe(0);
  });

  it('is removed when another has taken its place and no lab has it any more', async () => {
    const { golden: early } = labOf('early');
    const { golden: middle, host } = labOf('middle');
    const { golden: latest } = labOf('latest');
    await remove('early');
    await sweep();
    expect(await hasVolume(early)).toBe(false);
    expect(await hasVolume(middle)).toBe(true);
    await sandbox.stop(host.launchId);
    await sweep();
    expect(await hasVolume(middle)).toBe(true);
    await remove('middle');
    await remove('latest');
    await sweep();
    expect(await hasVolume(middle)).toBe(false);
    expect(await hasVolume(latest)).toBe(true);
  });
});
