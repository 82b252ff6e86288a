import { once } from 'node:events';
import net from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type SocketFile, socketFile } from '../../test/support/unix-socket.ts';
import { ExecStream } from './dial.ts';

function frame(stream: 1 | 2, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

describe('ExecStream', () => {
  let file: SocketFile;
  let program: net.Socket;
  let stream: ExecStream;

  beforeEach(async () => {
    file = await socketFile();
    const server = net.createServer({ allowHalfOpen: true });
    await file.listen(server);
    const connected = once(server, 'connection');
    const socket = net.connect(file.path);
    [program] = (await connected) as [net.Socket];
    stream = new ExecStream({ socket });
  });

  afterEach(async () => {
    stream.destroy();
    await file.remove();
  });

  it('reads what the program writes to stdout, and remembers its complaint', async () => {
    program.write(frame(1, 'HTTP/1.1 '));
    program.write(frame(2, 'no such file'));
    program.end(frame(1, '200 OK'));
    expect((await buffer(stream)).toString()).toBe('HTTP/1.1 200 OK');
    expect(stream.complaint).toBe('no such file');
  });

  it('writes to the program’s stdin and ends only that', async () => {
    const heard: Buffer[] = [];
    program.on('data', (chunk: Buffer) => heard.push(chunk));
    stream.end('GET / HTTP/1.1\r\n');
    await once(program, 'end');
    expect(Buffer.concat(heard).toString()).toBe('GET / HTTP/1.1\r\n');
    program.end(frame(1, 'answered afterwards'));
    expect((await buffer(stream)).toString()).toBe('answered afterwards');
  });

  it('makes the program wait while nobody reads', async () => {
    const text = 'x'.repeat(64 * 1024);
    let written = 0;
    // Far more than the kernel's buffers hold.
    while (written < 256 && program.write(frame(1, text))) written++;
    for (let more = 0; more < 256; more++) program.write(frame(1, text));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(program.writableLength).toBeGreaterThan(8 * 1024 * 1024);
    expect(stream.readableLength).toBeLessThan(256 * 1024);
    program.end();
    expect((await buffer(stream)).length).toBe(
      (written + 256 + (written < 256 ? 1 : 0)) * text.length,
    );
  });

  it('fails when it is sent what is no frame', async () => {
    const failed = once(stream, 'error');
    program.write('root@docker-host:~# ');
    stream.resume();
    const [error] = await failed;
    expect(String(error)).toContain('not a frame');
  });

  it('closes the connection when it is destroyed', async () => {
    const ended = once(program, 'end');
    program.resume();
    stream.destroy();
    await ended;
    expect(program.readableEnded).toBe(true);
  });
});
