import type { RefObject } from 'preact';

import type { SessionView } from '../../../protocol/schemas.ts';
import { deskEn } from '../../ui/messages/desk-en.ts';
import { rosterEn } from '../../ui/messages/devices-en.ts';
import { staffCarryEn } from '../../ui/messages/staff-carry-en.ts';
import { CourseTitle } from '../course-title.tsx';
import { SearchInput } from '../controls/search-input.tsx';
import type { StaffContext } from '../staff-context.ts';
import { livePath, rosterPath, scanPath } from '../routes.ts';
import type { DeskModel } from './desk-model.ts';

interface DeskHeadProps {
  readonly context: StaffContext;
  readonly model: DeskModel;
  readonly session: SessionView;
  readonly search: RefObject<HTMLInputElement | null>;
  readonly onPolicy: () => void;
  readonly onHelp: () => void;
}

export function DeskHead({ context, model, session, search, onPolicy, onHelp }: DeskHeadProps) {
  const { query, trouble, live } = model;
  const feed = live.feed.value;
  return (
    <header class="desk-head">
      <p>
        <a href={livePath(session.session_id)}>← {deskEn.toLive}</a>
      </p>
      <CourseTitle page={deskEn.title} course={session.course} />
      <p class="hint">
        {context.times.day(Date.parse(session.starts_at))} – {context.times.minute(Date.parse(session.closes_at))}. <span class="desk-lead">{deskEn.lead}</span>
      </p>
      <div class="desk-tools">
        <div class="field desk-search">
          <SearchInput search={search} query={query} label={deskEn.search} aria-describedby="desk-search-hint" />
          <p class="hint" id="desk-search-hint">
            {deskEn.searchHint}
          </p>
        </div>
        <a class="button" href={rosterPath(session.session_id)}>
          {rosterEn.title}
        </a>
        <a class="button" href={scanPath(session.session_id)}>
          {staffCarryEn.title}
        </a>
        <button type="button" class="button" onClick={onPolicy}>
          {deskEn.policy}
        </button>
        <button type="button" class="button is-bare" aria-label={deskEn.keys} aria-keyshortcuts="?" onClick={onHelp}>
          <kbd aria-hidden="true">?</kbd>
        </button>
      </div>
      <div role="status">
        {feed.kind === 'disconnected' && <p class="notice is-late">{deskEn.disconnected(context.times.clock(feed.sinceMs))}</p>}
        {trouble.value !== undefined && feed.kind !== 'disconnected' && <p class="notice is-late">{deskEn.stale}</p>}
      </div>
    </header>
  );
}
