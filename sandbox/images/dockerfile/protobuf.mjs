/** As much of protobuf's wire format as the frontend needs. */

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** @param {string} value */
export function text(value) {
  return Buffer.from(value, 'utf8');
}

/** @param {number} value a whole number, not negative */
function varint(value) {
  const bytes = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}

/**
 * @param {number} number of the field
 * @param {number} value
 */
export function varintField(number, value) {
  return Buffer.concat([varint(number * 8 + VARINT), varint(value)]);
}

/**
 * A string, a message, or bytes.
 * @param {number} number of the field
 * @param {Buffer} bytes
 */
export function bytesField(number, bytes) {
  return Buffer.concat([varint(number * 8 + BYTES), varint(bytes.length), bytes]);
}

/**
 * The fields of a message in order; those of a fixed size or number have no bytes.
 * @param {Buffer} message
 * @returns {Generator<{ number: number, bytes: Buffer }>}
 */
export function* fields(message) {
  let at = 0;
  const next = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = message.readUInt8(at++);
      value += (byte % 0x80) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const key = next();
    const kind = key % 8;
    let bytes = message.subarray(0, 0);
    if (kind === VARINT) next();
    else if (kind === FIXED64) at += 8;
    else if (kind === FIXED32) at += 4;
    else if (kind === BYTES) {
      const length = next();
      bytes = message.subarray(at, at + length);
      at += length;
    } else throw new Error(`a field of an unknown kind: ${kind}`);
    yield { number: Math.floor(key / 8), bytes };
  }
}
