/**
 * Containers of the host image that live while a golden volume is made. What runs in them is ours, never a
 * learner's.
 */
import type Docker from 'dockerode';
import { boot } from '../boot.ts';
import { createDemultiplexer } from '../demultiplex.ts';
import { ignoring } from '../engine-errors.ts';
import { startExec } from '../exec.ts';
import { LABEL } from '../labels.ts';
import { OUTER_USER } from '../template.ts';

export const BUILDER_ROLE = 'builder';

/** Where the golden volume is in every container of the host image. */
export const GOLDEN_TARGET = '/usr/lib/holdfast/golden';

const OUTPUT_KEPT = 4000;
const STOP_SECONDS = 30;

/** What all builders of one golden volume have in common. */
export interface Workshop {
  docker: Docker;
  hostImage: string;
  /** Name of the volume, mounted writable. */
  volume: string;
  /** The lab hosts' profile, JSON text. */
  seccomp: string;
  /** Whether the engine confines containers with AppArmor. */
  appArmor: boolean;
  signal: AbortSignal;
}

function body(shop: Workshop): Docker.ContainerCreateOptions & { HostConfig: Docker.HostConfig } {
  return {
    Image: shop.hostImage,
    Labels: { [LABEL.role]: BUILDER_ROLE, [LABEL.golden]: shop.volume },
    HostConfig: {
      Init: true,
      // The engine's default profiles allow no user namespace and no mount.
      SecurityOpt: [`seccomp=${shop.seccomp}`, ...(shop.appArmor ? ['apparmor=unconfined'] : [])],
      NetworkMode: 'none',
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '2' } },
    },
  };
}

function mount(volume: string, target: string): Docker.MountSettings {
  return {
    Type: 'volume',
    Source: volume,
    Target: target,
    VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: 'local', Options: {} } },
  };
}

/**
 * Runs a program as root in a container that has the volume, to its end.
 * @throws Error with what it printed when it fails
 */
export async function runBuilder(shop: Workshop, argv: readonly string[]): Promise<void> {
  const common = body(shop);
  const container = await shop.docker.createContainer({
    ...common,
    User: '0:0',
    Cmd: [...argv],
    HostConfig: { ...common.HostConfig, Mounts: [mount(shop.volume, GOLDEN_TARGET)] },
  });
  const remove = () => ignoring([404, 409], container.remove({ force: true }));
  const onAbort = () => void remove().catch(() => {});
  shop.signal.addEventListener('abort', onAbort, { once: true });
  try {
    shop.signal.throwIfAborted();
    await container.start();
    const { StatusCode } = (await container.wait()) as { StatusCode: number };
    shop.signal.throwIfAborted();
    if (StatusCode !== 0) {
      throw new Error(`${argv.join(' ')} ended with ${StatusCode}: ${await outputOf(container)}`);
    }
  } finally {
    shop.signal.removeEventListener('abort', onAbort);
    await remove();
  }
}

async function outputOf(container: Docker.Container): Promise<string> {
  const frames = await container.logs({ stdout: true, stderr: true, follow: false });
  let text = '';
  createDemultiplexer((_stream, bytes) => {
    text = (text + bytes.toString('utf8')).slice(-OUTPUT_KEPT);
  })(frames);
  return text.trim();
}

/** An engine in a lab host whose lab volume is the golden volume itself. */
export interface EngineBuilder {
  /** `docker load` of an image of the machine's engine, then its names. Reports bytes handed over. */
  load(id: string, names: readonly string[], onBytes: (count: number) => void): Promise<void>;
  /** Lays its names down for the registry that labs pull from. */
  publish(names: readonly string[]): Promise<void>;
  /** Stops the engine in order and removes the container. */
  close(): Promise<void>;
}

export async function startEngineBuilder(shop: Workshop): Promise<EngineBuilder> {
  const { docker, signal } = shop;
  const common = body(shop);
  const container = await docker.createContainer({
    ...common,
    User: OUTER_USER,
    StopTimeout: STOP_SECONDS,
    HostConfig: {
      ...common.HostConfig,
      CapDrop: ['ALL'],
      CapAdd: ['SETUID', 'SETGID'],
      MaskedPaths: [],
      ReadonlyPaths: [],
      ReadonlyRootfs: true,
      Tmpfs: {
        '/tmp': 'rw,nosuid,nodev,noexec,size=16m,mode=1777',
        '/run': 'rw,nosuid,nodev,noexec,size=16m,mode=0755,uid=1000,gid=1000',
      },
      Mounts: [mount(shop.volume, GOLDEN_TARGET), mount(shop.volume, '/lab')],
    },
  });
  const remove = () => ignoring([404, 409], container.remove({ force: true }));

  async function enter(
    argv: readonly string[],
    feed: (stdin: NodeJS.WritableStream) => Promise<void>,
  ): Promise<void> {
    const exec = await startExec(container, {
      argv: ['/usr/lib/holdfast/enter', ...argv],
      tty: false,
    });
    const onAbort = () => exec.socket.destroy();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      let said = '';
      const ended = new Promise<void>((resolve) => exec.socket.once('close', () => resolve()));
      const demultiplex = createDemultiplexer((_stream, bytes) => {
        said = (said + bytes.toString('utf8')).slice(-OUTPUT_KEPT);
      });
      exec.socket.on('data', (chunk: Buffer) => demultiplex(chunk));
      exec.socket.on('end', () => exec.socket.destroy());
      await feed(exec.socket);
      await ended;
      signal.throwIfAborted();
      const code = await exec.exitCode();
      if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}: ${said.trim()}`);
    } finally {
      signal.removeEventListener('abort', onAbort);
      exec.socket.destroy();
    }
  }

  try {
    await boot(container, { signal });
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    async load(id, names, onBytes) {
      const archive = await docker.getImage(id).get();
      await enter(['docker', 'load', '--quiet'], (stdin) => hand(archive, stdin, onBytes));
      for (const name of names)
        await enter(['docker', 'tag', id, name], async (stdin) => void stdin.end());
    },
    publish: (names) =>
      enter(
        ['/usr/lib/holdfast/build/golden-registry', ...names],
        async (stdin) => void stdin.end(),
      ),
    async close() {
      if (!signal.aborted) await ignoring([304, 404], container.stop());
      await remove();
    },
  };
}

/** Pipes an archive into a program; resolves when all is written, or when the program is gone. */
function hand(
  archive: NodeJS.ReadableStream,
  stdin: NodeJS.WritableStream,
  onBytes: (count: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.on('data', (chunk: Buffer) => onBytes(chunk.length));
    archive.on('error', reject);
    archive.on('end', () => resolve());
    stdin.on('close', () => resolve());
    archive.pipe(stdin);
  });
}
