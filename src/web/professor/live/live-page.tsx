import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { EmptyState } from '../../ui/empty-state.tsx';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { KeysDialog } from '../controls/keys-dialog.tsx';
import { sessionsPath } from '../routes.ts';
import type { StaffContext } from '../staff-context.ts';
import { useTitle } from '../use-title.ts';
import { DetailPanel } from './detail-panel.tsx';
import { FilterBar } from './filter-bar.tsx';
import { LiveHead } from './live-head.tsx';
import { liveModel } from './live-model.ts';
import { MarkDialog } from './mark-dialog.tsx';
import { NoRows } from './no-rows.tsx';
import { RowTable } from './row-table.tsx';
import { SheetDialog } from './sheet-dialog.tsx';

interface LivePageProps {
  readonly context: StaffContext;
  readonly sessionId: string;
}

export function LivePage({ context, sessionId }: LivePageProps) {
  const model = useMemo(() => liveModel(context, sessionId), [sessionId]);
  useEffect(() => model.stop, [model]);
  const search = useRef<HTMLInputElement>(null);
  const opened = useSignal<string | undefined>(undefined);
  /** The student that the dialog begins with; an empty one where none was chosen. */
  const marking = useSignal<string | undefined>(undefined);
  const isSheetOpen = useSignal(false);
  const isHelpOpen = useSignal(false);
  const active = useSignal<string | undefined>(undefined);
  const session = useComputed(() => model.table.value.session);
  useTitle(session.value?.course ?? '');

  /** What had the focus goes with the details; reading goes on at the table. */
  function closeDetail(): void {
    if (document.querySelector('.detail:focus-within') !== null) document.querySelector<HTMLElement>('.rows')?.focus({ preventScroll: true });
    opened.value = undefined;
  }

  const studentOf = (key: string | undefined): string => model.table.value.records.get(key ?? '')?.student_id ?? attemptStudentOf(key);
  const attemptStudentOf = (key: string | undefined): string =>
    model.table.value.refused.find(({ seq }) => model.filter.value === 'refused' && String(seq) === key)?.student_id ?? '';

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
      if (event.key === 'Escape' && opened.value !== undefined) closeDetail();
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]') !== null) return;
      if (event.key === '/') search.current?.focus();
      else if (event.key === 'm' || event.key === 'M') marking.value = studentOf(active.value);
      else if (event.key === '?') isHelpOpen.value = true;
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);

  const feed = model.feed.value;
  if (feed.kind === 'refused') {
    return (
      <main class="page">
        <EmptyState title={staffEn.notFoundTitle} text={staffEn.sessionUnknown} level="h1">
          <a class="button" href={sessionsPath}>
            {staffEn.sessions}
          </a>
        </EmptyState>
      </main>
    );
  }

  return (
    <main class={opened.value === undefined ? 'live' : 'live has-detail'}>
      <LiveHead context={context} model={model} sessionId={sessionId} onMark={() => (marking.value = '')} onSheet={() => (isSheetOpen.value = true)} onHelp={() => (isHelpOpen.value = true)} />
      <FilterBar model={model} search={search} />
      <div class="live-body">
        <div role="status">
          {feed.kind === 'disconnected' && <p class="notice is-late lost">{staffEn.live.disconnected(context.times.clock(feed.sinceMs))}</p>}
        </div>
        <RowTable
          model={model}
          times={context.times}
          monotonicNow={context.monotonicNow}
          active={active}
          onOpen={(key) => (opened.value = key)}
          isOpen={opened.value !== undefined}
          empty={<NoRows model={model} sessionId={sessionId} search={search} />}
        />
        {opened.value !== undefined && (
          <DetailPanel
            model={model}
            times={context.times}
            student={studentOf(opened.value)}
            onMark={() => (marking.value = studentOf(opened.value))}
            onClose={closeDetail}
          />
        )}
      </div>
      {marking.value !== undefined && (
        <MarkDialog context={context} model={model} sessionId={sessionId} student={marking.value} onClose={() => (marking.value = undefined)} />
      )}
      {isSheetOpen.value && <SheetDialog context={context} model={model} sessionId={sessionId} onClose={() => (isSheetOpen.value = false)} />}
      {isHelpOpen.value && <KeysDialog keys={staffEn.keyHelp.live} onClose={() => (isHelpOpen.value = false)} />}
    </main>
  );
}
