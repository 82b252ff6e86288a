import type { PlaceInLine } from '../../../../protocol/session.ts';
import { Button } from '../../components/Button.tsx';

const REASONS: Record<PlaceInLine['reason'], string> = {
  places:
    'All places for labs on this server are taken. Yours starts by itself as soon as it is its turn.',
  memory:
    'This server has no memory to spare at the moment. Your lab starts by itself as soon as others have stopped.',
  starting: 'Other labs are being started just now. Yours starts by itself in a moment.',
  disk: 'This server is low on disk space, so no new lab is started. Yours starts by itself once there is room.',
  preparing:
    'The server is still preparing for labs. Yours keeps its place and starts by itself when that is done.',
};

function Position({ line: { position, length } }: { line: PlaceInLine }) {
  if (length === 1) return <>You are the only one in line.</>;
  if (position === 1) return <>You are next, of {length} in line.</>;
  return (
    <>
      You are number <strong className="numbers">{position}</strong> of{' '}
      <span className="numbers">{length}</span> in line.
    </>
  );
}

/** The workbench while the lab waits for its turn. */
export function LinePanel({
  line,
  leaving,
  onLeave,
}: {
  /** Null for the moment before the place is known. */
  line: PlaceInLine | null;
  leaving: boolean;
  onLeave: () => void;
}) {
  return (
    <>
      <div role="status">
        {line && (
          <p className="line-position">
            <Position line={line} />
          </p>
        )}
        <p>{REASONS[line?.reason ?? 'starting']}</p>
      </div>
      <p>You can close this page meanwhile, or read on: the place in line is yours.</p>
      <div className="session-panel-actions">
        <Button disabled={leaving} onClick={onLeave}>
          Leave the line
        </Button>
      </div>
    </>
  );
}
