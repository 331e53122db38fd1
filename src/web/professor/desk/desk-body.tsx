import { EmptyState } from '../../ui/empty-state.tsx';
import { deskEn } from '../../ui/messages/desk-en.ts';
import { CountedList } from './counted-list.tsx';
import { groupNames } from './desk-groups.ts';
import type { DeskModel } from './desk-model.ts';
import { GroupSection } from './group-section.tsx';
import type { RowTools } from './row-frame.tsx';
import { HistoryFold } from './history-fold.tsx';
import { refocus } from './row-focus.ts';
import { TimeLineLegend } from './time-line-bar.tsx';

interface DeskBodyProps {
  readonly model: DeskModel;
  readonly tools: RowTools;
  readonly isCut: boolean;
  readonly onSelectAll: (keys: readonly string[]) => void;
  readonly onMark: () => void;
}

/** The groups that hold something; without any, why there is none. */
export function DeskBody({ model, tools, isCut, onSelectAll, onMark }: DeskBodyProps) {
  const { query } = model;
  const groups = model.groups.value;
  if (groups === undefined) return null;
  const filled = groupNames.filter((name) => groups[name].length > 0);
  const wanted = query.value.trim();
  const open = groups.waiting.length + groups.provisional.length + groups.refused.length;
  return (
    <div class="desk-body">
      <p class="visually-hidden" role="status">
        {`${deskEn.groups.waiting}: ${groups.waiting.length}. ${deskEn.groups.provisional}: ${groups.provisional.length}. ${deskEn.groups.refused}: ${groups.refused.length}.`}
      </p>
      {isCut && <p class="notice is-late">{deskEn.cut}</p>}
      {groups.counted.length > 0 && <CountedList context={tools.context} session={tools.session} records={groups.counted} />}
      {wanted === '' && open === 0 && <EmptyState title={deskEn.empty} text={deskEn.emptyHint} />}
      {wanted !== '' && filled.length === 0 && groups.counted.length === 0 && (
        <EmptyState title={deskEn.notFound(wanted)} text={deskEn.notFoundHint}>
          <button type="button" class="button is-primary" onClick={onMark}>
            {deskEn.markByHand}
          </button>
          <button
            type="button"
            class="button"
            onClick={() => {
              query.value = '';
              refocus();
            }}
          >
            {deskEn.clear}
          </button>
        </EmptyState>
      )}
      {groups.waiting.length + groups.provisional.length > 0 && <TimeLineLegend session={tools.session} times={tools.context.times} />}
      {filled.map((name) => (
        <GroupSection key={name} name={name} rows={groups[name]} tools={tools} onSelectAll={onSelectAll} />
      ))}
      <HistoryFold context={tools.context} sessionId={tools.session.session_id} startsAtMs={Date.parse(tools.session.starts_at)} seq={0} />
    </div>
  );
}
