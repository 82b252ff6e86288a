/**
 * The engine sends the output of a process without a terminal as frames: one byte for the stream (1 stdout,
 * 2 stderr), three zeros, the length as a 32-bit big-endian number, then the bytes.
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */

export type OutputStream = 'stdout' | 'stderr';

const HEADER_BYTES = 8;

/**
 * Takes chunks cut anywhere and hands on each piece of payload as it comes, without waiting for a frame
 * to be whole and without copying.
 * @throws Error when the bytes are no frames (a stream that has a terminal, for instance)
 */
export function createDemultiplexer(
  onPayload: (stream: OutputStream, bytes: Buffer) => void,
): (chunk: Buffer) => void {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerFilled = 0;
  let payloadLeft = 0;
  let stream: OutputStream = 'stdout';

  return function demultiplex(chunk) {
    let at = 0;
    while (at < chunk.length) {
      if (payloadLeft > 0) {
        const end = Math.min(at + payloadLeft, chunk.length);
        payloadLeft -= end - at;
        onPayload(stream, chunk.subarray(at, end));
        at = end;
        continue;
      }
      const end = Math.min(at + HEADER_BYTES - headerFilled, chunk.length);
      chunk.copy(header, headerFilled, at, end);
      headerFilled += end - at;
      at = end;
      if (headerFilled < HEADER_BYTES) return;
      headerFilled = 0;
      stream = streamOf(header);
      payloadLeft = header.readUInt32BE(4);
    }
  };
}

function streamOf(header: Buffer): OutputStream {
  const padded = header[1] === 0 && header[2] === 0 && header[3] === 0;
  // 0 is stdin, which the engine writes to stdout.
  if (padded && (header[0] === 1 || header[0] === 0)) return 'stdout';
  if (padded && header[0] === 2) return 'stderr';
  throw new Error(`not a frame of an engine's output: ${header.toString('hex')}`);
}
