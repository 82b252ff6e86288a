import { type Ref, useId } from 'react';
import type { Question } from '../../../../protocol/quiz.ts';
import { Inline } from './Inline.tsx';

/** The options of a question, to choose from: one, or several. */
export function Choices({
  question: { kind, options },
  chosen,
  onChoose,
  first,
}: {
  question: Question;
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
  /** The first of the inputs. */
  first: Ref<HTMLInputElement>;
}) {
  const name = useId();
  const choose = (id: string, on: boolean) => {
    if (kind === 'single') return onChoose(new Set([id]));
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    onChoose(next);
  };
  return (
    <div className="choices">
      {options.map(({ id, html }, index) => (
        <label key={id} className="choice">
          <input
            ref={index === 0 ? first : undefined}
            type={kind === 'single' ? 'radio' : 'checkbox'}
            name={name}
            checked={chosen.has(id)}
            onChange={(event) => choose(id, event.target.checked)}
          />
          <Inline html={html} />
        </label>
      ))}
    </div>
  );
}
