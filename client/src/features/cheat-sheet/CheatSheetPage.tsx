import { useQuery } from '@tanstack/react-query';
import type { CheatSheet, SheetCommand } from '../../../../protocol/reference.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useApi } from '../../lib/api-context.tsx';
import { cheatSheetQuery } from '../../lib/queries.ts';
import { useScroll } from '../../lib/use-scroll.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Inline } from '../quiz/Inline.tsx';
import { SectionReference } from '../reference/SectionReference.tsx';
import '../../styles/code.css';
import '../reference/reference.css';
import './cheat-sheet.css';

export default function CheatSheetPage() {
  const { data, error, refetch } = useQuery(cheatSheetQuery(useApi()));
  useTitle('Cheat sheet');
  useScroll(data !== undefined);
  return (
    <div className="reference sheet">
      <header className="reference-head">
        <h1>Cheat sheet</h1>
        <p>Commands by purpose: what each one does, and the trap in it.</p>
        <div className="sheet-actions">
          <Button onClick={() => window.print()}>Print</Button>
        </div>
      </header>
      {!data && !error && <Skeleton lines={10} />}
      {!data && error && (
        <ErrorNotice
          title="The cheat sheet could not be loaded"
          error={error}
          retry={() => void refetch()}
        />
      )}
      {data?.groups.length === 0 && <p className="muted">There are no commands in it yet.</p>}
      {data?.groups.map((group) => (
        <Group key={group.id} group={group} />
      ))}
    </div>
  );
}

function Group({ group: { id, title, commands } }: { group: CheatSheet['groups'][number] }) {
  return (
    <section className="sheet-group" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      <ul className="sheet-commands">
        {commands.map((command) => (
          <Command key={command.text} command={command} />
        ))}
      </ul>
    </section>
  );
}

function Command({ command: { text, html, means, trap, section } }: { command: SheetCommand }) {
  return (
    <li className="sheet-command">
      <div className="sheet-line">
        <pre>
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: made by the server */}
          <code dangerouslySetInnerHTML={{ __html: html }} />
        </pre>
        <CopyButton text={text} label="Copy" />
      </div>
      <div className="sheet-words">
        <p>
          <Inline html={means} />
        </p>
        {trap !== null && (
          <p className="sheet-trap">
            <strong>Trap:</strong> <Inline html={trap} />
          </p>
        )}
        {section && (
          <p className="sheet-more">
            <SectionReference section={section} />
          </p>
        )}
      </div>
    </li>
  );
}
