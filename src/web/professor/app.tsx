import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect } from 'preact/hooks';

import type { StaffView } from '../../protocol/schemas.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { staffEn } from '../ui/messages/staff-en.ts';
import { ToastList } from '../ui/toast-list.tsx';
import { ToastsOfPage } from '../ui/toasts.ts';
import { ScanPage } from './carry/scan-page.tsx';
import { DeskPage } from './desk/desk-page.tsx';
import { DevicesPage } from './devices/devices-page.tsx';
import { InsightPage } from './insight/insight-page.tsx';
import { LivePage } from './live/live-page.tsx';
import { SessionsPage } from './pages/sessions.tsx';
import { SetUpPage } from './pages/set-up.tsx';
import { SheetPage } from './pages/sheet-page.tsx';
import { SignInPage } from './pages/sign-in.tsx';
import { ProjectorPage } from './projector/projector.tsx';
import { RosterPage } from './roster/roster-page.tsx';
import { sessionsPath, type Route } from './routes.ts';
import { reportFailure, type StaffContext } from './staff-context.ts';
import { TopBar } from './top-bar.tsx';

/** Pages that fill the screen, or that somebody sees who is not signed in. */
const pagesWithoutBar: readonly Route['page'][] = ['sign_in', 'set_up', 'projector', 'unknown'];

export function App({ context }: { readonly context: StaffContext }) {
  const route = context.route.value;
  const staff = useSignal<StaffView | undefined>(undefined);
  const needsStaff = !pagesWithoutBar.includes(route.page);

  useEffect(() => {
    if (!needsStaff) return;
    void context.api.call('whoAmI', {}).then((reply) => {
      if (reply.ok) staff.value = reply.value;
      else if (reply.failure.kind === 'refused') reportFailure(context, reply.failure);
    });
  }, [needsStaff]);

  // A new page begins at its heading, for the eye and for a screen reader.
  useLayoutEffect(() => {
    scrollTo(0, 0);
    const isAtWork = document.activeElement instanceof HTMLInputElement;
    if (!isAtWork) document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }, [route.page]);

  return (
    <ToastsOfPage.Provider value={context.toasts}>
      {needsStaff && <TopBar context={context} staff={staff.value} />}
      {pageOf(route, context)}
      <ToastList toasts={context.toasts} place="page" />
    </ToastsOfPage.Provider>
  );
}

function pageOf(route: Route, context: StaffContext) {
  switch (route.page) {
    case 'sign_in':
      return <SignInPage context={context} next={route.next} />;
    case 'set_up':
      return <SetUpPage context={context} token={route.token} />;
    case 'sessions':
      return <SessionsPage context={context} />;
    case 'live':
      return <LivePage key={route.sessionId} context={context} sessionId={route.sessionId} />;
    case 'projector':
      return <ProjectorPage key={route.sessionId} context={context} sessionId={route.sessionId} />;
    case 'sheet':
      return <SheetPage key={route.sessionId} context={context} sessionId={route.sessionId} />;
    case 'insight':
      return <InsightPage key={route.sessionId} context={context} sessionId={route.sessionId} />;
    case 'scan':
      return <ScanPage key={route.sessionId} context={context} sessionId={route.sessionId} />;
    case 'desk':
      return <DeskPage key={`${route.sessionId} ${route.student}`} context={context} sessionId={route.sessionId} student={route.student} />;
    case 'roster':
      return <RosterPage key={route.sessionId} context={context} sessionId={route.sessionId} />;
    case 'devices':
      return <DevicesPage context={context} student={route.student} />;
    case 'unknown':
      return (
        <main class="page">
          <EmptyState title={staffEn.notFoundTitle} text={staffEn.notFound} level="h1">
            <a class="button" href={sessionsPath}>
              {staffEn.sessions}
            </a>
          </EmptyState>
        </main>
      );
  }
}
