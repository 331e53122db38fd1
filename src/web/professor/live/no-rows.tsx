import type { RefObject } from 'preact';

import { EmptyState } from '../../ui/empty-state.tsx';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { projectorPath } from '../routes.ts';
import type { LiveModel } from './live-model.ts';
import { stateNow } from './session-now.ts';

const words = staffEn.live;

interface NoRowsProps {
  readonly model: LiveModel;
  readonly sessionId: string;
  readonly search: RefObject<HTMLInputElement | null>;
}

/** Why the table is empty, and what can be done about it. */
export function NoRows({ model, sessionId, search }: NoRowsProps) {
  const { filter, query } = model;
  const { records, complete, session } = model.table.value;
  if (!complete || session === null) return <p class="hint live-loading">{staffEn.loading} …</p>;
  if (query.value.trim() !== '' || filter.value === 'refused' || (filter.value !== 'all' && records.size > 0)) {
    return (
      <EmptyState title={words.emptyFilter} text={words.emptyFilterHint}>
        <button
          type="button"
          class="button"
          onClick={() => {
            filter.value = 'all';
            query.value = '';
            // The pressed button goes with the empty table.
            search.current?.focus();
          }}
        >
          {words.showAll}
        </button>
      </EmptyState>
    );
  }
  const state = stateNow(session, model.clock.now() ?? Date.parse(session.server_now ?? session.starts_at));
  const hint = { open: words.emptyHint, scheduled: words.emptyScheduled, closed: words.emptyClosed }[state];
  return (
    <EmptyState title={state === 'closed' ? words.emptyClosedTitle : words.emptyTitle} text={hint}>
      {state !== 'closed' && (
        <a class="button is-primary" href={projectorPath(sessionId)} target="_blank">
          {words.projector}
        </a>
      )}
    </EmptyState>
  );
}
