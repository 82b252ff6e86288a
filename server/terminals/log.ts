/**
 * A piece of a terminal's output, under absolute offsets: byte 0 is the first that the shell ever wrote.
 * Knows nothing of characters or escape sequences.
 */
export interface OutputLog {
  /** Offset of the oldest byte that is held. */
  readonly start: number;
  /** Offset after the newest byte. */
  readonly end: number;
  append(data: Uint8Array): void;
  /**
   * The bytes from `from` on, `max` at most. What is returned never changes afterwards.
   * @throws RangeError when `from` is not within `start`…`end`
   */
  read(from: number, max?: number): Uint8Array;
  /** Gives up the pages that lie wholly before `offset`. */
  trim(offset: number): void;
  /** Holds nothing, and goes on at `offset`. */
  restart(offset: number): void;
}

/** An idle terminal holds one page, so a page is small beside the 100 kB that one may cost. */
const PAGE_BYTES = 16 * 1024;

interface Page {
  bytes: Uint8Array;
  used: number;
}

/**
 * Holds `capacity` bytes and at most one page more: then the oldest are given up by themselves.
 * @param onTrim told of the bytes that are given up, in order and without gaps; not when it is restarted
 */
export function createOutputLog({
  capacity,
  pageBytes = PAGE_BYTES,
  onTrim = () => {},
}: {
  capacity: number;
  pageBytes?: number;
  onTrim?: (bytes: Uint8Array) => void;
}): OutputLog {
  const pages: Page[] = [];
  let start = 0;
  let end = 0;

  function trim(offset: number): void {
    for (let first = pages[0]; first !== undefined; first = pages[0]) {
      // The last page is still being filled.
      if (start + first.used > offset || first.used < pageBytes) return;
      pages.shift();
      start += first.used;
      onTrim(first.bytes.subarray(0, first.used));
    }
  }

  /** The page that takes the next byte. */
  function open(): Page {
    const last = pages.at(-1);
    if (last !== undefined && last.used < pageBytes) return last;
    const page = { bytes: new Uint8Array(pageBytes), used: 0 };
    pages.push(page);
    return page;
  }

  return {
    trim,
    restart(offset) {
      pages.length = 0;
      start = offset;
      end = offset;
    },
    get start() {
      return start;
    },
    get end() {
      return end;
    },
    append(data) {
      for (let done = 0; done < data.length; ) {
        const page = open();
        const piece = data.subarray(done, done + pageBytes - page.used);
        page.bytes.set(piece, page.used);
        page.used += piece.length;
        done += piece.length;
        end += piece.length;
        trim(end - capacity);
      }
    },
    read(from, max = Number.POSITIVE_INFINITY) {
      if (from < start || from > end) throw new RangeError(`${from} is outside ${start}…${end}`);
      const length = Math.min(max, end - from);
      // All pages but the last are full, so the page of an offset follows from it.
      let index = Math.floor((from - start) / pageBytes);
      let skip = (from - start) % pageBytes;
      const whole = pages[index];
      if (whole !== undefined && skip + length <= whole.used) {
        return whole.bytes.subarray(skip, skip + length);
      }
      const result = new Uint8Array(length);
      for (let done = 0; done < length; index++, skip = 0) {
        const page = pages[index];
        if (page === undefined) throw new RangeError('the log lost a page');
        const piece = page.bytes.subarray(skip, Math.min(page.used, skip + length - done));
        result.set(piece, done);
        done += piece.length;
      }
      return result;
    },
  };
}
