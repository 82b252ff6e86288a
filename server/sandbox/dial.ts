/** A connection to the inner engine: the stdin and stdout of a small program in the lab. */
import { Duplex } from 'node:stream';
import { createDemultiplexer } from './demultiplex.ts';
import type { Exec } from './exec.ts';

/** Enough of a program's complaint to find out why it ended. */
const STDERR_KEPT = 2048;

/**
 * Makes one byte stream of an exec without a terminal: what is written goes to the program's stdin, what it
 * writes to stdout is read. Not reading stops the program in the end; ending closes its stdin only.
 */
export class ExecStream extends Duplex {
  readonly #socket: Duplex;
  #stderr = '';

  constructor(exec: Pick<Exec, 'socket'>) {
    super({ allowHalfOpen: true });
    const socket = exec.socket;
    this.#socket = socket;
    const demultiplex = createDemultiplexer((stream, bytes) => {
      if (stream === 'stderr') {
        this.#stderr = (this.#stderr + bytes.toString('utf8')).slice(-STDERR_KEPT);
      } else if (!this.push(bytes)) {
        socket.pause();
      }
    });
    socket.pause();
    socket.on('data', (chunk: Buffer) => {
      try {
        demultiplex(chunk);
      } catch (error) {
        this.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => {
      // After an end this does nothing; a connection that broke off must not look like one that ended.
      if (!this.readableEnded && !socket.readableEnded) {
        this.destroy(new Error(`the connection to the lab broke off ${this.#stderr}`.trim()));
      }
    });
  }

  /** The last of what the program complained of. */
  get complaint(): string {
    return this.#stderr;
  }

  /** Only sockets can be left out of what keeps the process alive; agents call it on every connection. */
  ref(): this {
    return this;
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
