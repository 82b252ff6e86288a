import { toApiError } from '../lib/api-error.ts';
import { Button } from './Button.tsx';
import './notice.css';

/** What could not be done, why, and a way to try again. */
export function ErrorNotice({
  title,
  error,
  retry,
}: {
  title: string;
  error: unknown;
  retry?: (() => void) | undefined;
}) {
  const { message, id } = toApiError(error);
  return (
    <div className="notice notice-error" role="alert">
      <div>
        <h2 className="notice-title">{title}</h2>
        <p>{message}</p>
        {id && (
          <p className="muted">
            Quote this when you report it: <code className="notice-id">{id}</code>
          </p>
        )}
      </div>
      {retry && (
        <div className="notice-actions">
          <Button onClick={retry}>Try again</Button>
        </div>
      )}
    </div>
  );
}
