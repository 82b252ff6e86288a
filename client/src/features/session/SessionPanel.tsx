import type { ReactNode } from 'react';
import type { LabSession } from '../../../../protocol/session.ts';
import type { ImagesStatus } from '../../../../protocol/status.ts';
import { Button } from '../../components/Button.tsx';
import { toApiError } from '../../lib/api-error.ts';
import { day } from '../../lib/words.ts';
import { ImageList } from '../system/ImageList.tsx';
import { Preparation, Problems } from '../system/Preparation.tsx';
import { useSystemStatus } from '../system/useSystemStatus.ts';
import { LinePanel } from './LinePanel.tsx';
import { stopWords } from './states.ts';
import type { SessionHandle } from './useSession.ts';
import './session.css';

/** What begins the text of a panel in each state that has no choice but to wait. */
const WAITS = {
  starting: ['Starting your Docker host', 'It has a Docker Engine of its own.'],
  resetting: ['Resetting the lab', 'Everything in it goes back to the start.'],
  rewinding: [
    'Going back to the save point',
    'The Docker host starts again with what it held then. Containers that ran then are started.',
  ],
  stopping: ['Stopping the lab', 'Containers are being stopped; everything is kept.'],
} as const;

function Panel({
  title,
  children,
  late = false,
}: {
  title: string;
  children: ReactNode;
  late?: boolean;
}) {
  return (
    <div className={late ? 'session-panel session-late' : 'session-panel'}>
      <div className="session-panel-text">
        <h2>{title}</h2>
        {children}
      </div>
    </div>
  );
}

/** Why a start, stop or the like was refused. */
function Refusal({ error }: { error: Error | null }) {
  if (!error) return null;
  const { message, id } = toApiError(error);
  return (
    <p className="session-reason" role="alert">
      {message}
      {id && (
        <>
          {' '}
          Quote <code>{id}</code> when you report it.
        </>
      )}
    </p>
  );
}

/** What a lab that is not there yet waits for; null when it can be started. */
function waitsFor(status: ImagesStatus, needed: readonly string[]): ReactNode {
  if (status.launchable) {
    const missing = status.images.filter(
      ({ name, state }) => needed.includes(name) && state !== 'ready',
    );
    if (missing.length === 0) return null;
    return (
      <Panel
        title={missing.length === 1 ? 'An image is still missing' : 'Images are still missing'}
      >
        <p>
          This needs what is not there yet. It can be started as soon as it is; the text can be read
          meanwhile.
        </p>
        <ImageList images={missing} />
      </Panel>
    );
  }
  if (status.state === 'failed') {
    return (
      <Panel title="The lab images could not be prepared">
        {status.problem && <Problems problems={[status.problem]} />}
      </Panel>
    );
  }
  return (
    <div className="session-panel">
      <Preparation images={status} heading="h2" />
      <p>The text can be read meanwhile. The lab can be started when its images are ready.</p>
    </div>
  );
}

/** Until when a lab that doesn't run is kept. */
function Kept({ session: { keptUntil } }: { session: LabSession }) {
  if (keptUntil === null) return null;
  return (
    <p>
      It is kept until <strong>{day(keptUntil, Date.now())}</strong>, and removed then unless you
      have started it again.
    </p>
  );
}

/** The workbench while there is no lab to work in: what it needs, how far it is, and the button. */
export function SessionPanel({
  handle,
  images,
  introduction,
  onStart,
  onNear,
}: {
  handle: SessionHandle;
  /** Names of the images that the lab host has to have. */
  images: readonly string[];
  /** What this lab host is for, in a sentence or two. */
  introduction: string;
  onStart: () => void;
  /** The button is being reached for. */
  onNear: () => void;
}) {
  const status = useSystemStatus();
  const { session, loading, start, stop, reset, remove } = handle;
  const error = start.error ?? reset.error ?? stop.error ?? remove.error;

  if (session?.state === 'queued') {
    return (
      <Panel title="Waiting for a place" late>
        <LinePanel
          line={session.line}
          leaving={stop.isPending}
          onLeave={() => stop.mutate(session.id)}
        />
        <Refusal error={stop.error} />
      </Panel>
    );
  }
  if (session && session.state in WAITS) {
    const [title, text] = WAITS[session.state as keyof typeof WAITS];
    return (
      <Panel title={title} late>
        <p>{text}</p>
      </Panel>
    );
  }
  if (status?.engine.state === 'unavailable') {
    return (
      <Panel title="Labs need a Docker Engine">
        <p>The text can be read without one. What is missing on the machine that runs Holdfast:</p>
        <Problems problems={status.engine.problems} />
      </Panel>
    );
  }
  if (loading) return null;

  const button = (words: string) => (
    <div className="session-panel-actions">
      <Button
        look="primary"
        disabled={start.isPending}
        onPointerEnter={onNear}
        onFocus={onNear}
        onClick={onStart}
      >
        {words}
      </Button>
    </div>
  );
  if (session?.state === 'failed') {
    return (
      <Panel title="The lab did not start">
        <p className="session-reason">{session.failure?.message ?? 'The reason is not known.'}</p>
        {session.failure?.id && (
          <p>
            Quote <code>{session.failure.id}</code> when you report it.
          </p>
        )}
        <Kept session={session} />
        <Refusal error={error} />
        {button('Retry')}
      </Panel>
    );
  }
  if (session?.state === 'stopped') {
    return (
      <Panel title="The lab is stopped">
        <p>{stopWords(session)}</p>
        <Kept session={session} />
        <Refusal error={error} />
        {button('Resume')}
      </Panel>
    );
  }
  const waiting = status && waitsFor(status.images, images);
  if (waiting) return waiting;
  return (
    <Panel title="A Docker host of your own">
      <p>{introduction}</p>
      <Refusal error={error} />
      {button('Start lab')}
    </Panel>
  );
}
