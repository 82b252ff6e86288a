/** A heading and its distance from the top of the window, in px. */
export interface HeadingTop {
  id: string;
  top: number;
}

/**
 * The heading whose section is being read: the last one at or above `line`, the last of all at the end
 * of the page (a short last section never gets to the line), none above the first.
 */
export function activeHeading(
  tops: readonly HeadingTop[],
  line: number,
  atEnd: boolean,
): string | undefined {
  if (atEnd) return tops.at(-1)?.id;
  return tops.findLast(({ top }) => top <= line)?.id;
}
