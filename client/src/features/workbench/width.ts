/** How wide the workbench may be beside the text, in px. */

/** A terminal of 80 columns at 13 px needs about 640; less than this is no use. */
const MIN_BENCH = 340;
/** The text keeps at least this. */
const MIN_TEXT = 420;
/** Share of the window before the reader has chosen. */
const SHARE = 0.37;

export const minWidth = MIN_BENCH;

export const maxWidth = (windowWidth: number): number =>
  Math.max(MIN_BENCH, windowWidth - MIN_TEXT);

export const clampWidth = (width: number, windowWidth: number): number =>
  Math.round(Math.min(Math.max(width, MIN_BENCH), maxWidth(windowWidth)));

export const initialWidth = (windowWidth: number): number =>
  clampWidth(windowWidth * SHARE, windowWidth);

/** What a key on the separator makes of the width; undefined for other keys. The workbench is on the right. */
export function widthAfterKey(key: string, width: number, windowWidth: number): number | undefined {
  const step = 24;
  switch (key) {
    case 'ArrowLeft':
      return clampWidth(width + step, windowWidth);
    case 'ArrowRight':
      return clampWidth(width - step, windowWidth);
    case 'Home':
      return MIN_BENCH;
    case 'End':
      return maxWidth(windowWidth);
    default:
      return undefined;
  }
}
