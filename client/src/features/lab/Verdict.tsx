import type { Verdict } from '../../../../protocol/grading.ts';
import { Icon } from '../../components/Icon.tsx';
import { Words } from '../../components/Words.tsx';
import { clock } from '../../lib/words.ts';
import type { Finding } from './task-view.ts';
import './verdict.css';

const TITLES: Record<Verdict['kind'], string> = {
  pass: 'Right so far',
  fail: 'Not yet',
  waiting: 'Waiting',
  interrupted: 'Interrupted',
  fault: 'This is our fault',
};

function Said({ verdict, experiment }: { verdict: Verdict; experiment: boolean }) {
  switch (verdict.kind) {
    case 'pass':
      return (
        <p>
          <Words text={verdict.evidence} states />
          {experiment && ' Check my work tries the rest.'}
        </p>
      );
    case 'fail':
      return (
        <dl className="verdict-facts">
          <dt>Expected</dt>
          <dd>
            <Words text={verdict.expected} states />
          </dd>
          <dt>Found</dt>
          <dd>
            <Words text={verdict.found} states />
          </dd>
        </dl>
      );
    case 'waiting':
      return (
        <p>
          <Words text={verdict.what} states />
        </p>
      );
    case 'interrupted':
      return (
        <p>
          <Words text={verdict.what} states /> Press Check my work again.
        </p>
      );
    case 'fault':
      return (
        <p>
          {verdict.message} It costs you nothing; try again. Quote <code>{verdict.id}</code> when
          you report it.
        </p>
      );
  }
}

/** What a check has said of a task. */
export function VerdictView({
  finding: { verdict, at },
  experiment,
}: {
  finding: Finding;
  /** Whether the task also needs Check my work. */
  experiment: boolean;
}) {
  const looked = at !== undefined && verdict.kind === 'fail';
  return (
    <div className={`verdict verdict-${verdict.kind}${looked ? ' verdict-checked' : ''}`}>
      <p className="verdict-title">
        {verdict.kind === 'fault' && <Icon name="warning" size={14} />}
        {looked ? 'Checked: not right yet' : TITLES[verdict.kind]}
        {at !== undefined && <span className="verdict-at">{clock(at)}</span>}
      </p>
      <Said verdict={verdict} experiment={experiment && at === undefined} />
    </div>
  );
}
