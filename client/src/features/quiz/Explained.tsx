import type { Ref } from 'react';
import type { JudgedOption, Question } from '../../../../protocol/quiz.ts';
import { Icon } from '../../components/Icon.tsx';
import { Inline } from './Inline.tsx';
import { markOf, markWords } from './quiz-view.ts';

function Option({
  option: { html, why, ...marks },
  kind,
}: {
  option: JudgedOption;
  kind: Question['kind'];
}) {
  const mark = markOf(marks);
  const words = markWords(mark, kind);
  return (
    <li className="explained-option" data-mark={mark}>
      <span className="explained-mark" aria-hidden="true">
        {mark !== 'left' && <Icon name={mark === 'wrong' ? 'close' : 'check'} size={14} />}
      </span>
      <div>
        <p className="explained-text">
          <Inline html={html} />
          {words && <span className="explained-words">{words}</span>}
        </p>
        <p className="explained-why">
          <Inline html={why} />
        </p>
      </div>
    </li>
  );
}

/** The options of an answered question: what was chosen, what is right, and why. */
export function Explained({
  options,
  kind,
  hold,
}: {
  options: readonly JudgedOption[];
  kind: Question['kind'];
  hold: Ref<HTMLUListElement>;
}) {
  return (
    <ul className="explained" ref={hold} tabIndex={-1} aria-label="The answers, explained">
      {options.map((option) => (
        <Option key={option.id} option={option} kind={kind} />
      ))}
    </ul>
  );
}
