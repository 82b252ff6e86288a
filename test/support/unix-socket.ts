/** Servers on socket files of their own, for tests of what speaks to an engine. */
import { mkdtemp, rm } from 'node:fs/promises';
import type net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SocketFile {
  readonly path: string;
  /** Listens there; again after `stop`. */
  listen(server: net.Server): Promise<void>;
  /** Ends every connection and stops listening. */
  stop(): Promise<void>;
  /** `stop`, and the file's directory goes. */
  remove(): Promise<void>;
}

export async function socketFile(): Promise<SocketFile> {
  const directory = await mkdtemp(join(tmpdir(), 'holdfast-socket-'));
  const path = join(directory, 'engine.sock');
  const connections = new Set<net.Socket>();
  let listening: net.Server | undefined;

  async function stop(): Promise<void> {
    const server = listening;
    listening = undefined;
    for (const connection of connections) connection.destroy();
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  return {
    path,
    listen(server) {
      listening = server;
      server.on('connection', (connection) => {
        connections.add(connection);
        connection.once('close', () => connections.delete(connection));
      });
      return new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(path, resolve);
      });
    },
    stop,
    async remove() {
      await stop();
      await rm(directory, { recursive: true });
    },
  };
}
