import type { DiskShare } from '../../../../protocol/session.ts';
import { Button } from '../../components/Button.tsx';
import { toApiError } from '../../lib/api-error.ts';
import { useTitleNote } from '../../lib/use-title.ts';
import { clock } from '../../lib/words.ts';
import { heldWords, shareWords } from './disk-words.ts';
import type { SessionHandle } from './useSession.ts';
import './session.css';

function DiskNotice({ disk }: { disk: DiskShare }) {
  const full = disk.level === 'full';
  return (
    <div className="session-notice" data-tone={full ? 'bad' : 'warning'}>
      <p>
        {shareWords(disk)} {full && `${heldWords(disk.held)} `}
        <code>docker system df</code> shows what takes room, <code>docker system prune</code>{' '}
        removes what nothing uses.
      </p>
    </div>
  );
}

/** What is to be said of a lab that runs, above what is worked in. */
export function SessionNotices({ handle: { session, keep } }: { handle: SessionHandle }) {
  const stopsAt = session?.stopsAt ?? null;
  const at = stopsAt === null ? null : clock(stopsAt);
  useTitleNote(at === null ? null : `Stops at ${at}`);
  return (
    <div role="status">
      {session && at !== null && (
        <div className="session-notice" data-tone="warning">
          <p>
            This lab has not been used for a while. It stops at{' '}
            <span className="numbers">{at}</span>, and everything in it is kept.
            {keep.error && ` ${toApiError(keep.error).message}`}
          </p>
          <Button small disabled={keep.isPending} onClick={() => keep.mutate(session.id)}>
            Keep it running
          </Button>
        </div>
      )}
      {session?.engineAway && (
        <div className="session-notice" data-tone="warning">
          <p>
            The Docker Engine of this lab doesn’t answer. If it was killed, it is being started
            again, within a few seconds; if you have stopped it, <code>systemctl start docker</code>{' '}
            brings it back. Your terminals go on.
          </p>
        </div>
      )}
      {session?.disk && <DiskNotice disk={session.disk} />}
    </div>
  );
}
