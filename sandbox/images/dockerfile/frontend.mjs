/**
 * Stand-in for the Dockerfile frontend that `# syntax=docker/dockerfile:1` names. BuildKit's gateway runs
 * it in a container and serves gRPC to it: requests go out on stdout, answers come in on stdin. It reads no
 * Dockerfile itself; it hands what it was asked on to the frontend that is built into BuildKit, and what
 * comes of that back.
 *
 * Messages (moby.buildkit.v1.frontend, gateway.proto) are written and read by hand as far as they are
 * needed:
 *
 *   InputsResponse  { map<string, Definition> Definitions = 1 }
 *   SolveRequest    { string Frontend = 2; map<string, string> FrontendOpt = 3; bool allowResultReturn = 5;
 *                     bool allowResultArrayRef = 6; map<string, Definition> FrontendInputs = 13 }
 *   SolveResponse   { Result result = 3 }
 *   ReturnRequest   { Result result = 1; google.rpc.Status error = 2 }
 */
import { connect, constants } from 'node:http2';
import { Duplex } from 'node:stream';
import { bytesField, fields, text, varintField } from './protobuf.mjs';

const SERVICE = '/moby.buildkit.v1.frontend.LLBBridge/';

/** BuildKit gives each option as `BUILDKIT_FRONTEND_OPT_0=name=value`. */
const OPTION_VARIABLE = /^BUILDKIT_FRONTEND_OPT_\d+$/;

/** An option that tells the built-in frontend that a `# syntax` line has been followed already. */
const FOLLOWED = 'cmdline';

/** A gRPC message follows one byte (0: not compressed) and its length. */
const PREFIX_BYTES = 5;

/** gRPC's codes of errors that have no status of their own. */
const OK = '0';
const UNKNOWN = 2;
const UNIMPLEMENTED = '12';

/** @returns {Map<string, string>} */
function options() {
  const found = new Map([[FOLLOWED, '']]);
  for (const [variable, option = ''] of Object.entries(process.env)) {
    if (!OPTION_VARIABLE.test(variable)) continue;
    const end = option.indexOf('=');
    found.set(option.slice(0, end), option.slice(end + 1));
  }
  return found;
}

class CallError extends Error {
  /** @param {import('node:http2').IncomingHttpHeaders} trailers */
  constructor(trailers) {
    super(decodeURIComponent(String(trailers['grpc-message'] ?? 'the call broke off')));
    this.code = String(trailers['grpc-status'] ?? UNKNOWN);
    /** google.rpc.Status, with where in the Dockerfile it went wrong. */
    this.status = Buffer.from(String(trailers['grpc-status-details-bin'] ?? ''), 'base64');
    if (this.status.length === 0) {
      this.status = Buffer.concat([
        varintField(1, Number(this.code)),
        bytesField(2, text(this.message)),
      ]);
    }
  }
}

/**
 * @param {import('node:http2').ClientHttp2Session} session
 * @param {string} method
 * @param {Buffer} message
 * @returns {Promise<Buffer>}
 */
function call(session, method, message) {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: SERVICE + method,
      [constants.HTTP2_HEADER_CONTENT_TYPE]: 'application/grpc',
      [constants.HTTP2_HEADER_TE]: 'trailers',
    });
    /** @type {Buffer[]} */
    const chunks = [];
    /** @type {import('node:http2').IncomingHttpHeaders} */
    const trailers = {};
    // A call that fails at once has its trailers in the headers.
    stream.on('response', (headers) => Object.assign(trailers, headers));
    stream.on('trailers', (headers) => Object.assign(trailers, headers));
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('close', () => {
      if (trailers['grpc-status'] === OK) resolve(Buffer.concat(chunks).subarray(PREFIX_BYTES));
      else reject(new CallError(trailers));
    });
    const prefix = Buffer.alloc(PREFIX_BYTES);
    prefix.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([prefix, message]));
  });
}

/** @param {import('node:http2').ClientHttp2Session} session */
async function inputs(session) {
  try {
    return [...fields(await call(session, 'Inputs', Buffer.alloc(0)))]
      .filter(({ number }) => number === 1)
      .map(({ bytes }) => bytesField(13, bytes));
  } catch (error) {
    if (error instanceof CallError && error.code === UNIMPLEMENTED) return [];
    throw error;
  }
}

/** @param {import('node:http2').ClientHttp2Session} session */
async function build(session) {
  await call(session, 'Ping', Buffer.alloc(0));
  const request = Buffer.concat([
    bytesField(2, text('dockerfile.v0')),
    ...[...options()].map(([name, value]) =>
      bytesField(3, Buffer.concat([bytesField(1, text(name)), bytesField(2, text(value))])),
    ),
    varintField(5, 1),
    varintField(6, 1),
    ...(await inputs(session)),
  ]);
  const response = await call(session, 'Solve', request);
  for (const { number, bytes } of fields(response)) if (number === 3) return bytes;
  throw new Error('the answer has no result');
}

const session = connect('http://buildkit', {
  createConnection: () => Duplex.from({ readable: process.stdin, writable: process.stdout }),
});
let answer;
try {
  answer = bytesField(1, await build(session));
} catch (error) {
  const status =
    error instanceof CallError
      ? error.status
      : Buffer.concat([varintField(1, UNKNOWN), bytesField(2, text(String(error)))]);
  answer = bytesField(2, status);
}
await call(session, 'Return', answer);
process.exit();
