/** An HTTP agent whose connections are dialled by a function and kept for a while. */
import { Agent, type ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';

/** A connection; `ref` as sockets have it, called when one is used again. */
export type Connection = Duplex & { ref(): unknown };

export type Dial = () => Promise<Connection>;

/**
 * Keeps at most `maxFree` idle connections, each for `idleMs`. How many are open at once is for the caller
 * to bound: Node counts a connection only once it has been made, and ours take a while.
 */
export class DialAgent extends Agent {
  readonly #dial: Dial;
  readonly #idleMs: number;
  readonly #idle = new WeakMap<Duplex, NodeJS.Timeout>();
  readonly #open = new Set<Duplex>();
  #closed = false;

  constructor(dial: Dial, options: { idleMs: number; maxFree: number }) {
    super({ keepAlive: true, maxFreeSockets: options.maxFree, scheduling: 'lifo' });
    this.#dial = dial;
    this.#idleMs = options.idleMs;
  }

  /** Connections that are open now. */
  get size(): number {
    return this.#open.size;
  }

  override createConnection(
    _options: unknown,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#connect().then(
      (stream) => callback?.(null, stream),
      // Node's callback reads nothing but the error when there is one.
      (error) => (callback as ((error: unknown) => void) | undefined)?.(error),
    );
    return undefined;
  }

  async #connect(): Promise<Duplex> {
    const stream = await this.#dial();
    if (this.#closed) {
      stream.destroy();
      throw new Error('the connections to this lab were closed');
    }
    this.#open.add(stream);
    stream.once('close', () => {
      this.#open.delete(stream);
      clearTimeout(this.#idle.get(stream));
    });
    // While idle nobody else listens, and a broken connection is no news.
    stream.on('error', () => {});
    return stream;
  }

  override keepSocketAlive(stream: Duplex): boolean {
    if (this.#closed || stream.destroyed || stream.readableEnded) return false;
    this.#idle.set(
      stream,
      setTimeout(() => stream.destroy(), this.#idleMs),
    );
    return true;
  }

  override reuseSocket(stream: Duplex, request: ClientRequest): void {
    clearTimeout(this.#idle.get(stream));
    super.reuseSocket(stream, request);
  }

  override destroy(): void {
    this.#closed = true;
    for (const stream of this.#open) stream.destroy();
    super.destroy();
  }
}
