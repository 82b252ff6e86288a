/**
 * The least that brings a shell into a page: socket.io and dockerode, joined, and nothing else. What the
 * terminals are measured against. A process of its own: `tsx bench/bare-pipe.ts CONTAINER`, which prints its port.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Docker from 'dockerode';
import { Server } from 'socket.io';
import { openRawShell } from './raw-shell.ts';

const container = new Docker().getContainer(process.argv[2] ?? '');
const http = createServer();
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false });

io.on('connection', async (socket) => {
  const stream = await openRawShell(container);
  stream.on('data', (data: Buffer) => socket.emit('output', data));
  socket.on('input', (data: Buffer) => stream.write(data));
  socket.on('disconnect', () => stream.destroy());
});

http.listen(0, '127.0.0.1', () => console.log((http.address() as AddressInfo).port));
