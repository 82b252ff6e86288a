import { useEffect, useRef } from 'react';
import { Link, useSearchParams } from 'react-router';
import { buttonClass } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useScroll } from '../../lib/use-scroll.ts';
import { useTitle } from '../../lib/use-title.ts';
import { addressOf, decide, type QuestionId, type Step, type VerdictId } from './decide.ts';
import { QUESTIONS } from './questions.ts';
import { VERDICTS } from './verdicts.ts';
import '../reference/reference.css';
import './which-mount.css';

/** The address holds the answers, so that going back takes one back. */
export default function WhichMountPage() {
  const [search] = useSearchParams();
  const { steps, at } = decide((question) => search.get(question));
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(steps.length);
  useTitle('Which mount?');
  useScroll(true);

  useEffect(() => {
    // What has come in the place of the answer that was pressed is what is read next.
    if (shown.current === steps.length) return;
    shown.current = steps.length;
    heading.current?.focus({ preventScroll: true });
  }, [steps.length]);

  return (
    <div className="reference which-mount">
      <header className="reference-head">
        <h1>Which mount?</h1>
        <p>A few questions about a piece of data, and one answer: what to put it on, and why.</p>
      </header>
      {steps.length > 0 && <Answered steps={steps} />}
      {'ask' in at ? (
        <Ask question={at.ask} steps={steps} heading={heading} />
      ) : (
        <Answer verdict={at.verdict} heading={heading} />
      )}
    </div>
  );
}

function Answered({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className="which-answered" aria-label="Your answers">
      {steps.map(({ question, option }, index) => (
        <li key={question}>
          <span className="which-asked">{QUESTIONS[question].text}</span>
          <span>{option.text}</span>
          <Link
            to={addressOf(steps.slice(0, index))}
            aria-label={`Change: ${QUESTIONS[question].text}`}
          >
            Change
          </Link>
        </li>
      ))}
    </ol>
  );
}

type Heading = React.RefObject<HTMLHeadingElement | null>;

function Ask({
  question,
  steps,
  heading,
}: {
  question: QuestionId;
  steps: readonly Step[];
  heading: Heading;
}) {
  const { text, options } = QUESTIONS[question];
  return (
    <section className="which-question">
      <h2 ref={heading} tabIndex={-1}>
        {text}
      </h2>
      <ul className="which-options">
        {options.map((option) => (
          <li key={option.id}>
            <Link className="which-option" to={addressOf([...steps, { question, option }])}>
              <span className="which-option-text">{option.text}</span>
              <span className="which-option-example">{option.example}</span>
              <Icon name="chevronRight" />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Answer({ verdict, heading }: { verdict: VerdictId; heading: Heading }) {
  const { kind, title, reason, mind, command, lesson } = VERDICTS[verdict];
  return (
    <section className="which-verdict" data-kind={kind}>
      <h2 ref={heading} tabIndex={-1}>
        {title}
      </h2>
      <p>{reason}</p>
      <div className="which-command">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long commands scroll, also by keyboard */}
        <pre tabIndex={0}>
          <code>{command}</code>
        </pre>
        <CopyButton text={command} label="Copy" />
      </div>
      <p className="which-mind">
        <strong>Mind:</strong> {mind}
      </p>
      <p className="which-actions">
        <Link to={lesson.href} className={buttonClass({ look: 'primary' })}>
          Read: {lesson.title}
        </Link>
        <Link to="/which-mount" className={buttonClass({})}>
          Start again
        </Link>
      </p>
    </section>
  );
}
