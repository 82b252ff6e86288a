/** A bare express that sends what is on its standard input, as JSON. A process of its own, as the server is. */

import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import express from 'express';

const body = await buffer(process.stdin);
const app = express();
app.get('/', (_req, res) => {
  res.type('application/json').send(body);
});
const server = app.listen(0, '127.0.0.1', () => {
  console.log((server.address() as AddressInfo).port);
});
process.on('SIGTERM', () => process.exit(0));
