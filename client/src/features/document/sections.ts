/** Where in a rendered document the page puts what is its own. */

/** An element that the page added, and takes away again. */
export interface Slot {
  key: string;
  element: HTMLElement;
}

const LEVEL = /^H([1-6])$/;

function levelOf(element: Element): number {
  const match = LEVEL.exec(element.tagName);
  return match ? Number(match[1]) : 7;
}

/** The last element of the section that a heading begins: up to the next heading of its level or above. */
function endOfSection(heading: Element): Element {
  const level = levelOf(heading);
  let last = heading;
  for (
    let next = heading.nextElementSibling;
    next && levelOf(next) > level;
    next = next.nextElementSibling
  ) {
    last = next;
  }
  return last;
}

function slot(key: string, className: string): Slot {
  const element = document.createElement('div');
  element.className = className;
  return { key, element };
}

/** A place for buttons in each block; keys are the blocks' numbers. */
export function addBlockSlots(root: HTMLElement): Slot[] {
  return [...root.querySelectorAll<HTMLElement>('figure.block[data-block]')].map((figure) => {
    const made = slot(figure.dataset.block ?? '', 'block-tools');
    figure.append(made.element);
    return made;
  });
}

/** A place at the end of each named section; sections that aren't there get theirs at the end. */
export function addSectionSlots(root: HTMLElement, ids: readonly string[]): Slot[] {
  return ids.map((id) => {
    const made = slot(id, 'section-slot');
    const heading = root.querySelector(`#${CSS.escape(id)}`);
    if (heading) endOfSection(heading).after(made.element);
    else root.append(made.element);
    return made;
  });
}

/** A place before the words of each named heading. */
export function addHeadingSlots(root: HTMLElement, ids: readonly string[]): Slot[] {
  return ids.flatMap((id) => {
    const heading = root.querySelector(`#${CSS.escape(id)}`);
    if (!heading) return [];
    const element = document.createElement('span');
    element.className = 'heading-slot';
    heading.prepend(element);
    return [{ key: id, element }];
  });
}
