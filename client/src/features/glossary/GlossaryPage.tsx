import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { Link, useLocation } from 'react-router';
import type { Term } from '../../../../protocol/reference.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useApi } from '../../lib/api-context.tsx';
import { glossaryQuery } from '../../lib/queries.ts';
import { useScroll } from '../../lib/use-scroll.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Inline } from '../quiz/Inline.tsx';
import { SectionReference } from '../reference/SectionReference.tsx';
import '../reference/reference.css';
import './glossary.css';

export default function GlossaryPage() {
  const { data, error, refetch } = useQuery(glossaryQuery(useApi()));
  useTitle('Glossary');
  useScroll(data !== undefined);
  const { hash } = useLocation();
  return (
    <div className="reference">
      <header className="reference-head">
        <h1>Glossary</h1>
        <p>The words of this field, each with the section of a lesson that shows what it means.</p>
      </header>
      {!data && !error && <Skeleton lines={10} />}
      {!data && error && (
        <ErrorNotice
          title="The glossary could not be loaded"
          error={error}
          retry={() => void refetch()}
        />
      )}
      {data?.terms.length === 0 && <p className="muted">There are no terms in it yet.</p>}
      {data && data.terms.length > 0 && (
        <dl className="terms">
          {data.terms.map((term) => (
            <Entry key={term.id} term={term} asked={hash === `#${term.id}`} />
          ))}
        </dl>
      )}
    </div>
  );
}

/** @param asked it is the one that the address names */
function Entry({ term: { id, term, html, section, see }, asked }: { term: Term; asked: boolean }) {
  return (
    <div className="term-entry" id={id} data-asked={asked}>
      <dt>{term}</dt>
      <dd>
        <p>
          <Inline html={html} />
        </p>
        <p className="term-links">
          {section && <SectionReference section={section} />}
          {see.length > 0 && (
            <span>
              See also{' '}
              {see.map((other, index) => (
                <Fragment key={other.id}>
                  {index > 0 && ', '}
                  <Link to={`#${other.id}`}>{other.term}</Link>
                </Fragment>
              ))}
            </span>
          )}
        </p>
      </dd>
    </div>
  );
}
