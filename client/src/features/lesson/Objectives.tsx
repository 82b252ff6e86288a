import { Words } from '../../components/Words.tsx';

/** What the reader can do after the lesson. */
export function Objectives({ objectives }: { objectives: readonly string[] }) {
  if (objectives.length === 0) return null;
  return (
    <section className="objectives" aria-label="What you will be able to do">
      <p className="objectives-title">Afterwards you can</p>
      <ul>
        {objectives.map((objective) => (
          <li key={objective}>
            <Words text={objective} />
          </li>
        ))}
      </ul>
    </section>
  );
}
