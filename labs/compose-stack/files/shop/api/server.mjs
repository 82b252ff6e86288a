// The counter of the shop: counts visits in the cart (Redis), and ends if the database doesn't answer when it starts.
import { createServer } from 'node:http';
import { connect } from 'node:net';

/**
 * Sends bytes to a service and gives the first that it answers.
 * @type {(host: string, port: number, bytes: string | Buffer) => Promise<string>}
 */
const ask = (host, port, bytes) =>
  new Promise((resolve, reject) => {
    const socket = connect(port, host, () => socket.write(bytes));
    socket.once('data', (data) => {
      resolve(data.toString());
      socket.end();
    });
    socket.once('error', reject);
  });

// "Do you speak TLS?" is the shortest question that every PostgreSQL answers: with one letter.
const TLS_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
try {
  await ask('db', 5432, TLS_REQUEST);
} catch (error) {
  console.error(`The database doesn't answer: ${String(error)}`);
  process.exit(1);
}

createServer(async (request, response) => {
  if (request.url !== '/visit') return response.writeHead(404).end('Ask for /visit.\n');
  try {
    await ask('cart', 6379, `SET first-visit ${new Date().toISOString()} NX\r\n`);
    const visits = await ask('cart', 6379, 'INCR visits\r\n');
    response.end(`Visit number ${visits.slice(1).trim()}.\n`);
  } catch (error) {
    response.writeHead(503).end(`The cart doesn't answer: ${String(error)}\n`);
  }
}).listen(8080, () => console.log('The counter is open.'));
