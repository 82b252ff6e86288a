import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import type { Heading } from '../../../../protocol/course.ts';
import { activeHeading } from './active-heading.ts';
import './contents.css';

/** A heading counts as read from here, in px below the top: header, and some lines. */
const READ_AT = 140;

function useActive(headings: readonly Heading[]): string | undefined {
  const [active, setActive] = useState<string>();
  useEffect(() => {
    let frame = 0;
    const look = () => {
      frame = 0;
      const tops = headings.flatMap(({ id }) => {
        const top = document.getElementById(id)?.getBoundingClientRect().top;
        return top === undefined ? [] : [{ id, top }];
      });
      const { scrollY, innerHeight } = window;
      const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
      setActive(activeHeading(tops, READ_AT, atEnd && scrollY > 0));
    };
    const scrolled = () => {
      if (frame === 0) frame = requestAnimationFrame(look);
    };
    look();
    window.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('scroll', scrolled);
    };
  }, [headings]);
  return active;
}

/** The headings of a document, with the one being read marked. */
export function Contents({ headings }: { headings: readonly Heading[] }) {
  const active = useActive(headings);
  return (
    <ol className="contents-list">
      {headings.map(({ id, text, level }) => (
        <li key={id} className={level === 3 ? 'contents-inner' : undefined}>
          <Link to={{ hash: id }} aria-current={id === active ? 'location' : undefined}>
            {text}
          </Link>
        </li>
      ))}
    </ol>
  );
}
