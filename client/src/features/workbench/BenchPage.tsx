import { type ReactNode, useEffect, useRef } from 'react';
import type { Place } from '../../../../protocol/names.ts';
import { ErrorBoundary } from '../../components/ErrorBoundary.tsx';
import { useSocket } from '../../lib/socket-context.tsx';
import { SessionBar, SessionStatus } from '../session/SessionBar.tsx';
import { SessionNotices } from '../session/SessionNotices.tsx';
import { SessionPanel } from '../session/SessionPanel.tsx';
import { type SessionHandle, useSession } from '../session/useSession.ts';
import { loadScreen, TerminalPanel, TerminalsProvider, useTerminals } from '../terminal/api.ts';
import { BenchLayout } from './BenchLayout.tsx';
import { useBench } from './useBench.ts';

export interface BenchParts {
  handle: SessionHandle;
  /** Whether the workbench can be seen. */
  shown: boolean;
  /** Starts or resumes the lab and opens a first terminal in it. */
  startLab(): void;
  showBench(): void;
  /** A button that starts the lab is being reached for: what its first terminal needs is fetched meanwhile. */
  expectLab(): void;
}

function Inside({
  handle,
  images,
  introduction,
  contents,
  children,
}: {
  handle: SessionHandle;
  images: readonly string[];
  introduction: string;
  contents: ReactNode;
  children: (parts: BenchParts) => ReactNode;
}) {
  const bench = useBench();
  const terminals = useTerminals();
  const socket = useSocket();
  const { session, ensure } = handle;

  // The answer comes after other renderings: the terminals of then are needed, not those of now.
  const latest = useRef(terminals);
  useEffect(() => {
    latest.current = terminals;
  });

  const startLab = () => {
    bench.show();
    ensure()
      .then((ready) => {
        if (ready.terminals?.length === 0) return latest.current.open(1);
      })
      // The session's own state, or the refused start, is what the workbench shows.
      .catch(() => {});
  };

  const expectLab = () => {
    socket.connect();
    // Its failure is shown when a screen needs it.
    loadScreen().catch(() => {});
  };

  return (
    <BenchLayout
      bench={bench}
      contents={contents}
      status={<SessionStatus session={session} />}
      bar={<SessionBar handle={handle} onBack={startLab} />}
      workbench={
        session?.state === 'ready' ? (
          <>
            <SessionNotices handle={handle} />
            <ErrorBoundary part="The terminals">
              <TerminalPanel className="bench-terminals" />
            </ErrorBoundary>
          </>
        ) : (
          <SessionPanel
            handle={handle}
            images={images}
            introduction={introduction}
            onStart={startLab}
            onNear={expectLab}
          />
        )
      }
    >
      {children({ handle, shown: bench.shown, startLab, showBench: bench.show, expectLab })}
    </BenchLayout>
  );
}

/** A page of text with a lab beside it. */
export function BenchPage({
  place,
  images,
  introduction,
  contents,
  children,
}: {
  place: Place;
  /** Names of the images that the lab host has to have. */
  images: readonly string[];
  /** What the lab host is for, shown before it is started. */
  introduction: string;
  contents: ReactNode;
  children: (parts: BenchParts) => ReactNode;
}) {
  const handle = useSession(place);
  return (
    <TerminalsProvider session={handle.session} ensureSession={handle.ensure}>
      <Inside handle={handle} images={images} introduction={introduction} contents={contents}>
        {children}
      </Inside>
    </TerminalsProvider>
  );
}
