/** A registry on loopback for the machine's engine, and an image to put into it. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { packContext } from '../../server/sandbox/images/context.ts';
import { readLines } from '../../server/sandbox/images/lines.ts';
import { eventually } from './eventually.ts';

export interface ImageRegistry {
  /** As it stands in names of images: `127.0.0.1:32768`. */
  address: string;
  /** Pushes an image of the machine's engine; `name` is without the registry: `lab/tool:1`. */
  push(id: string, name: string): Promise<void>;
  close(): Promise<void>;
}

/** A connection that came before the registry may never be answered. */
const ANSWER_MS = 1000;

const TEST_LABELS = { 'org.holdfast.role': 'test' };

const CONFIG = `
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: /tmp/registry}}
http: {addr: ":5000"}`;

/**
 * Debian's docker-registry, in a container of the system image, which has it. Engines speak to loopback
 * without TLS.
 * @param systemImage id of the image of a lab's root file system
 */
export async function startImageRegistry(
  docker: Docker,
  systemImage: string,
): Promise<ImageRegistry> {
  const container = await docker.createContainer({
    Image: systemImage,
    Cmd: ['sh', '-c', 'echo "$CONFIG" >/tmp/c.yml && exec docker-registry serve /tmp/c.yml'],
    Env: [`CONFIG=${CONFIG}`],
    Labels: TEST_LABELS,
    ExposedPorts: { '5000/tcp': {} },
    HostConfig: { PortBindings: { '5000/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] } },
  });
  const close = () => container.remove({ force: true, v: true });
  try {
    await container.start();
    const { Ports } = (await container.inspect()).NetworkSettings;
    const address = `127.0.0.1:${Ports['5000/tcp']?.[0]?.HostPort}`;
    const answers = async () => {
      const signal = AbortSignal.timeout(ANSWER_MS);
      return (await fetch(`http://${address}/v2/`, { signal })).ok;
    };
    await eventually(() => answers().catch(() => false));
    return { address, close, push: (id, name) => push(docker, id, `${address}/${name}`) };
  } catch (error) {
    await close();
    throw error;
  }
}

async function push(docker: Docker, id: string, reference: string): Promise<void> {
  const colon = reference.lastIndexOf(':');
  const tag = reference.slice(colon + 1);
  await docker.getImage(id).tag({ repo: reference.slice(0, colon), tag });
  const image = docker.getImage(reference);
  try {
    await readLines(await image.push({ authconfig: {} }), () => {});
  } finally {
    await image.remove();
  }
}

/** What a registry has, but layers arrive with one bit turned over, as over a line that spoils them. */
export async function startSpoilingRegistry(
  behind: ImageRegistry,
): Promise<{ address: string; close(): Promise<void> }> {
  const server = http.createServer(async (request, response) => {
    const answer = await fetch(`http://${behind.address}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { accept: request.headers.accept ?? '*/*' },
    });
    const body = Buffer.from(await answer.arrayBuffer());
    // A layer begins with the mark of gzip; configurations and manifests are JSON.
    if (body[0] === 0x1f) body[body.length - 1] = (body.at(-1) ?? 0) ^ 1;
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    response.writeHead(answer.status).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Builds an image with two layers of its own, `/first` and `/second`; returns its id. */
export async function buildLayers(
  docker: Docker,
  base: string,
  reference: string,
): Promise<string> {
  const dockerfile = [`FROM ${base}`, 'RUN echo 1 > /first', 'RUN echo 2 > /second'].join('\n');
  const context = await packContext([
    { name: 'Dockerfile', kind: 'file', executable: false, content: Buffer.from(dockerfile) },
  ]);
  const building = await docker.buildImage(Readable.from([context]), {
    t: reference,
    labels: TEST_LABELS,
    nocache: true,
    rm: true,
  });
  await readLines(building, () => {});
  return (await docker.getImage(reference).inspect()).Id;
}
