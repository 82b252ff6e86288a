/** The engine's framing of a container's output: 8 bytes of header, then that many bytes of payload. */

const HEADER = 8;

/**
 * Takes stdout and stderr apart. A last frame that is cut off gives what there is of it.
 * @see https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Container/operation/ContainerAttach
 */
export function demultiplex(body: Buffer): { stdout: string; stderr: string } {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  for (let at = 0; at + HEADER <= body.length; ) {
    const size = body.readUInt32BE(at + 4);
    const payload = body.subarray(at + HEADER, at + HEADER + size);
    (body[at] === 2 ? err : out).push(payload);
    at += HEADER + size;
  }
  return { stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() };
}
