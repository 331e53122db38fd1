import { useSignal } from '@preact/signals';

import { Badge } from '../../ui/badge.tsx';
import { deskEn } from '../../ui/messages/desk-en.ts';
import { rosterEn as words } from '../../ui/messages/devices-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';
import { statusTones } from '../live/record-words.ts';
import type { RosterRow } from './roster-rows.ts';
import { isByHand } from './tap.ts';

/** Rows that are drawn at first, and with each press of the button below; who is further down is found by the search. */
const pageRows = 200;

interface RosterListProps {
  readonly rows: readonly RosterRow[];
  /** Keys of the rows that are being sent. */
  readonly sending: ReadonlySet<string>;
  readonly onTap: (row: RosterRow) => void;
}

/** Each row is one button, as wide as the page: a thumb hits it. */
export function RosterList({ rows, sending, onTap }: RosterListProps) {
  const drawn = useSignal(pageRows);
  return (
    <>
      <ol class="roster-list">
        {rows.slice(0, drawn.value).map((row) => {
          const { key, student, sessions, record } = row;
          const canTap = record === null || isByHand(record) || record.standing !== 'counted';
          return (
            <li key={key}>
              <button type="button" class="roster-row" aria-pressed={record?.standing === 'counted'} aria-disabled={!canTap || sending.has(key)} onClick={() => onTap(row)}>
                <span class="roster-student" dir="auto">{student}</span>
                <span class="hint">{sessions > 1 ? words.sessions(sessions - (record === null ? 0 : 1)) : record === null ? words.sessions(sessions) : words.thisOnly}</span>
                {sending.has(key) ? (
                  <span class="hint">{words.sending} …</span>
                ) : record === null ? (
                  <span class="hint">{words.open}</span>
                ) : (
                  <span>
                    {record.standing === 'counted' ? (
                      <Badge tone={statusTones[record.attendance]} text={staffEn.statusWords[record.attendance]} />
                    ) : (
                      <Badge tone={record.standing === 'held' ? 'late' : 'wait'} text={staffEn.standingWords[record.standing]} />
                    )}{' '}
                    <span class="hint">{record.standing !== 'counted' ? words.tapAccepts : isByHand(record) ? words.byHand : words.byScan}</span>
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ol>
      {rows.length > drawn.value && (
        <button type="button" class="button" onClick={() => (drawn.value += pageRows)}>
          {deskEn.more(Math.min(pageRows, rows.length - drawn.value))}
        </button>
      )}
    </>
  );
}
