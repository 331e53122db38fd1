import type { ComponentChildren } from 'preact';

import type { SessionView } from '../../../protocol/schemas.ts';
import { deskEn, type Deciding } from '../../ui/messages/desk-en.ts';
import type { StaffContext } from '../staff-context.ts';
import { decisionAbout, isSelectable, type DeskRow } from './desk-groups.ts';
import { rowIdOf } from './row-id.ts';

/** What every row is handed. */
export interface RowTools {
  readonly context: StaffContext;
  readonly session: SessionView;
  readonly isSearch: boolean;
  readonly isSelected: (key: string) => boolean;
  /** The standing of the student's record, as the live feed says it. */
  readonly standingOf: (key: string) => string | undefined;
  readonly onSelect: (key: string) => void;
  readonly onDecide: (row: DeskRow, decision: Deciding) => void;
  readonly onUndo: (row: DeskRow) => void;
}

interface RowFrameProps {
  readonly row: DeskRow;
  readonly tools: RowTools;
  readonly badges: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Number, badges and the buttons of one row. The arrow keys lead to the row itself, so that one letter decides about it. */
export function RowFrame({ row, tools, badges, children }: RowFrameProps) {
  const { key, student, sending } = row;
  const name = student ?? deskEn.unnamed;
  const decision = decisionAbout(row);
  const isAsked = row.kind === 'item' ? row.item.record.asked : decision?.decision === 'ask';
  const isDecided = decision !== null && decision.decision !== 'ask';
  const offered: readonly Deciding[] = isDecided ? [] : ['accept', 'reject', 'ask'];
  return (
    <li>
      <article id={rowIdOf(key)} class="desk-row" tabIndex={-1} data-key={key} aria-labelledby={`${rowIdOf(key)}-name`} aria-busy={sending !== undefined}>
        <header class="desk-row-head">
          {isSelectable(row) && !isDecided && (
            <label class="desk-select">
              <input type="checkbox" checked={tools.isSelected(key)} onChange={() => tools.onSelect(key)} />
              <span class="visually-hidden">{deskEn.select(name)}</span>
            </label>
          )}
          <h3 id={`${rowIdOf(key)}-name`} dir="auto">{name}</h3>
          <span class="desk-badges">{badges}</span>
          {student !== null && (
            <span class="desk-actions">
              {sending !== undefined && <span class="hint">{deskEn.sending} …</span>}
              {sending === undefined &&
                offered.map((action) => (
                  <button
                    key={action}
                    type="button"
                    class={action === 'accept' ? 'button is-primary' : 'button'}
                    aria-label={deskEn.actionOf(labelOf(row, action), name)}
                    onClick={() => tools.onDecide(row, action)}
                  >
                    {labelOf(row, action)}
                  </button>
                ))}
              {sending === undefined && decision !== null && (
                <button type="button" class="button" aria-label={deskEn.actionOf(deskEn.undo, name)} onClick={() => tools.onUndo(row)}>
                  {deskEn.undo}
                </button>
              )}
            </span>
          )}
        </header>
        {isAsked && sending === undefined && <p class="notice is-late">{deskEn.asked}</p>}
        {children}
      </article>
    </li>
  );
}

/** A refused scan is repaired rather than accepted. */
function labelOf(row: DeskRow, action: Deciding): string {
  return row.kind === 'refused' && action === 'accept' ? deskEn.countIt : deskEn.actions[action];
}
