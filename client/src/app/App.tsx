import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { ErrorBoundary } from '../components/ErrorBoundary.tsx';
import { NotFound } from '../components/NotFound.tsx';
import type { Api } from '../lib/api.ts';
import { ApiProvider } from '../lib/api-context.tsx';
import type { Reachability } from '../lib/reachability.ts';
import type { PageSocket } from '../lib/socket.ts';
import { SocketProvider } from '../lib/socket-context.tsx';
import { Layout } from './Layout.tsx';

const CoursePage = lazy(() => import('../features/course/CoursePage.tsx'));
const LessonPage = lazy(() => import('../features/lesson/LessonPage.tsx'));
const GlossaryPage = lazy(() => import('../features/glossary/GlossaryPage.tsx'));
const CheatSheetPage = lazy(() => import('../features/cheat-sheet/CheatSheetPage.tsx'));
const WhichMountPage = lazy(() => import('../features/which-mount/WhichMountPage.tsx'));
const LabPage = lazy(() => import('../features/lab/LabPage.tsx'));

export function App({
  api,
  socket,
  queries,
  reachability,
}: {
  api: Api;
  socket: PageSocket;
  queries: QueryClient;
  reachability: Reachability;
}) {
  return (
    <ErrorBoundary>
      <QueryClientProvider client={queries}>
        <ApiProvider api={api}>
          <SocketProvider socket={socket}>
            <BrowserRouter>
              <Routes>
                <Route element={<Layout reachability={reachability} />}>
                  <Route index element={<CoursePage />} />
                  <Route path="lessons/:slug" element={<LessonPage />} />
                  <Route path="labs/:slug" element={<LabPage />} />
                  <Route path="glossary" element={<GlossaryPage />} />
                  <Route path="cheat-sheet" element={<CheatSheetPage />} />
                  <Route path="which-mount" element={<WhichMountPage />} />
                  <Route path="*" element={<NotFound />} />
                </Route>
              </Routes>
            </BrowserRouter>
          </SocketProvider>
        </ApiProvider>
      </QueryClientProvider>
    </ErrorBoundary>
  );
}
