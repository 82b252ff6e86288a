/** How the commands speak on the console: plain lines, colours only on a terminal. */

const colours = { red: 31, green: 32, yellow: 33, bold: 1, dim: 2 };

/** @returns {boolean} */
function isColourful() {
  return process.stdout.isTTY === true && !process.env.NO_COLOR;
}

/**
 * @param {keyof typeof colours} colour
 * @param {string} text
 */
export function paint(colour, text) {
  return isColourful() ? `\u001b[${colours[colour]}m${text}\u001b[0m` : text;
}

/** @param {string} text */
export function say(text) {
  console.log(text);
}

/** @param {unknown} error */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {string} text */
export function heading(text) {
  console.log(`\n${paint('bold', `── ${text} ${'─'.repeat(Math.max(0, 70 - text.length))}`)}`);
}

/**
 * A duration for people: `0.8 s`, `12 s`, `3 min 20 s`.
 * @param {number} milliseconds
 */
export function formatDuration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/**
 * A size for people, in decimal units as `docker` prints them: `812 B`, `1.1 GB`.
 * @param {number} bytes
 */
export function formatBytes(bytes) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** How often a long step says that it is still alive, in milliseconds. */
const TICK_MS = 20_000;

/**
 * Says what is being done, that it still is, and how long it took.
 * @template T
 * @param {string} label
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(label, work) {
  const began = Date.now();
  say(`${label} …`);
  const ticker = setInterval(() => {
    say(paint('dim', `  still at it: ${label} (${formatDuration(Date.now() - began)})`));
  }, TICK_MS);
  try {
    const result = await work();
    say(paint('dim', `  done in ${formatDuration(Date.now() - began)}: ${label}`));
    return result;
  } finally {
    clearInterval(ticker);
  }
}
