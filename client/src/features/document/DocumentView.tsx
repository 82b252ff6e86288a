import {
  Fragment,
  type MouseEvent,
  memo,
  type ReactNode,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { createPortal } from 'react-dom';
import { useNavigate } from 'react-router';
import type { Block, Document } from '../../../../protocol/course.ts';
import { addBlockSlots, addHeadingSlots, addSectionSlots, type Slot } from './sections.ts';
import './callout.css';
import './prose.css';
import './block.css';
import './figure.css';
import '../../styles/code.css';

/** React leaves the text alone as long as it is the same, so that what was put into it stays. */
const Html = memo(function Html({
  html,
  hold,
}: {
  html: string;
  hold: React.RefObject<HTMLDivElement | null>;
}) {
  // The server made and sanitised it.
  // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitised by the server
  return <div className="prose" ref={hold} dangerouslySetInnerHTML={{ __html: html }} />;
});

const NO_SECTIONS: readonly string[] = [];

interface Slots {
  blocks: Slot[];
  sections: Slot[];
  headings: Slot[];
}

const NO_SLOTS: Slots = { blocks: [], sections: [], headings: [] };

/**
 * A lesson's or a lab's text, with the page's own parts in it.
 * @param sections ids of headings whose sections get something at their end or in their heading
 */
export function DocumentView({
  document: { html, blocks },
  sections = NO_SECTIONS,
  renderBlock,
  renderSectionEnd,
  renderHeading,
}: {
  document: Document;
  sections?: readonly string[];
  renderBlock: (block: Block) => ReactNode;
  renderSectionEnd?: (id: string) => ReactNode;
  renderHeading?: (id: string) => ReactNode;
}) {
  const root = useRef<HTMLDivElement>(null);
  const [slots, setSlots] = useState(NO_SLOTS);
  const navigate = useNavigate();
  const wanted = sections.join(' ');

  // biome-ignore lint/correctness/useExhaustiveDependencies: html is what root's content is made of
  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return;
    const ids = wanted === '' ? [] : wanted.split(' ');
    const made: Slots = {
      blocks: addBlockSlots(element),
      sections: addSectionSlots(element, ids),
      headings: addHeadingSlots(element, ids),
    };
    setSlots(made);
    return () => {
      setSlots(NO_SLOTS);
      for (const slot of Object.values(made).flat()) slot.element.remove();
    };
  }, [html, wanted]);

  /** Links into the course change the page without loading it anew. */
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    const href = link?.getAttribute('href') ?? '';
    if (link?.hasAttribute('target') || !/^[/#]/.test(href) || href.startsWith('/content/')) return;
    event.preventDefault();
    navigate(href.startsWith('#') ? { hash: href } : href);
  };

  return (
    // Keyboards press the links themselves, which arrives here as a click too.
    // biome-ignore lint/a11y/noStaticElementInteractions: listens for its links
    // biome-ignore lint/a11y/useKeyWithClickEvents: links turn Enter into a click
    <div onClick={follow}>
      <Html html={html} hold={root} />
      {slots.blocks.map(({ key, element }) => {
        const block = blocks[Number(key)];
        return (
          <Fragment key={`block-${key}`}>
            {block && createPortal(renderBlock(block), element)}
          </Fragment>
        );
      })}
      {slots.sections.map(({ key, element }) => (
        <Fragment key={`end-${key}`}>{createPortal(renderSectionEnd?.(key), element)}</Fragment>
      ))}
      {slots.headings.map(({ key, element }) => (
        <Fragment key={`heading-${key}`}>{createPortal(renderHeading?.(key), element)}</Fragment>
      ))}
    </div>
  );
}
