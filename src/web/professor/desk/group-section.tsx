import { useSignal } from '@preact/signals';

import { deskEn } from '../../ui/messages/desk-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { isSelectable, reasonsOf, type DeskRow, type GroupName } from './desk-groups.ts';
import { ItemRowView } from './item-row.tsx';
import { RefusedRowView } from './refused-row.tsx';
import type { RowTools } from './row-frame.tsx';

/** Rows that are drawn at first, and with each press of the button below them. */
const pageRows = 50;

interface GroupSectionProps {
  readonly name: GroupName;
  readonly rows: readonly DeskRow[];
  readonly tools: RowTools;
  readonly onSelectAll: (keys: readonly string[]) => void;
}

/** One group of rows under its count. What needs nobody any more is folded, until somebody is searched for. */
export function GroupSection({ name, rows, tools, onSelectAll }: GroupSectionProps) {
  const drawn = useSignal(pageRows);
  const isFolded = name === 'decided' || name === 'recovered';
  const title = (
    <>
      {deskEn.groups[name]} <span class="desk-count">{rows.length}</span>
    </>
  );
  const body = (
    <>
      <div class="desk-group-line">
        <p class="hint">{deskEn.groupHints[name]}</p>
        {!isFolded && rows.filter(isSelectable).length > 1 && <SelectBy rows={rows} onSelectAll={onSelectAll} />}
      </div>
      <ol class="desk-rows">
        {rows.slice(0, drawn.value).map((row) =>
          row.kind === 'item' ? <ItemRowView key={row.key} row={row} tools={tools} /> : <RefusedRowView key={row.key} row={row} tools={tools} />,
        )}
      </ol>
      {rows.length > drawn.value && (
        <button type="button" class="button" onClick={() => (drawn.value += pageRows)}>
          {deskEn.more(Math.min(pageRows, rows.length - drawn.value))}
        </button>
      )}
    </>
  );
  const id = `desk-group-${name}`;
  if (isFolded) {
    return (
      <section class="desk-group" aria-labelledby={id}>
        <details open={tools.isSearch}>
          <summary>
            <h2 id={id}>{title}</h2>
          </summary>
          <div class="desk-group-body">{body}</div>
        </details>
      </section>
    );
  }
  return (
    <section class="desk-group" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {body}
    </section>
  );
}

/** Chooses all rows of one reason; those that are not drawn too. */
function SelectBy({ rows, onSelectAll }: Pick<GroupSectionProps, 'rows' | 'onSelectAll'>) {
  const reasons = reasonsOf(rows);
  const all = rows.filter(isSelectable).map(({ key }) => key);
  return (
    <select
      class="input desk-select-by"
      aria-label={deskEn.selectBy}
      value=""
      onChange={(event) => {
        const { value } = event.currentTarget;
        onSelectAll(value === '*' ? all : (reasons.find(({ reason }) => reason === value)?.keys ?? []));
        event.currentTarget.value = '';
      }}
    >
      <option value="">{deskEn.selectBy}</option>
      <option value="*">{deskEn.selectAll(all.length)}</option>
      {reasons.map(({ reason, keys }) => (
        <option key={reason} value={reason}>
          {wordsOfReason(reason)} ({keys.length})
        </option>
      ))}
    </select>
  );
}

function wordsOfReason(reason: string): string {
  const known: Readonly<Record<string, string>> = staffEn.reasonSentences;
  return (known[reason] ?? staffEn.attemptOf({ code: reason, reason })).replace(/\.$/, '');
}
