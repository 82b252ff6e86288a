import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Button } from '../components/Button.tsx';
import { useApi } from '../lib/api-context.tsx';
import type { Reachability } from '../lib/reachability.ts';
import { useServerClosing, useSocketState } from '../lib/socket-context.tsx';

/** A connection that is back within this time is not worth a word. */
const PATIENCE_MS = 1_500;
/** Between two attempts. The socket, where there is one, makes its own. */
const TRY_EVERY_MS = 3_000;

/** Says that the server does not answer, until it does. */
export function OfflineBanner({ reachability }: { reachability: Reachability }) {
  const api = useApi();
  const client = useQueryClient();
  const reachable = useSyncExternalStore(reachability.onChange, reachability.reachable);
  const socket = useSocketState();
  const closing = useServerClosing();
  const away = socket === 'down' || !reachable;
  const [shown, setShown] = useState(false);

  useEffect(() => {
    if (!away) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [away]);

  useEffect(() => {
    if (reachable) return;
    // Whether it answers is what is asked; `reachability` hears of it.
    const ask = () => void api.status().catch(() => {});
    if (socket === 'up') ask();
    const timer = setInterval(ask, TRY_EVERY_MS);
    return () => clearInterval(timer);
  }, [api, reachable, socket]);

  useEffect(() => {
    // What was missed meanwhile.
    if (shown) return () => void client.invalidateQueries();
  }, [shown, client]);

  return (
    <div role="status">
      {shown && (
        <div className="offline">
          <span>
            {closing
              ? 'Holdfast is being restarted. Your labs keep running; this page comes back by itself.'
              : 'Holdfast does not answer. Your labs keep running; trying again.'}
          </span>
          <Button small onClick={() => void client.refetchQueries({ type: 'active' })}>
            Try now
          </Button>
        </div>
      )}
    </div>
  );
}
