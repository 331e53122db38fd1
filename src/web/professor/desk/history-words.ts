import type { ReplyOf } from '../../../protocol/endpoints.ts';
import { deskEn } from '../../ui/messages/desk-en.ts';
import { staffEn } from '../../ui/messages/staff-en.ts';

const words = deskEn.history;

export type HistoryChange = ReplyOf<'history'>['changes'][number];

/** One change in a line: what was done, by whom, what it did to the record, and why. */
export function changeText({ action, staff, note, before, after }: Pick<HistoryChange, 'action' | 'staff' | 'note' | 'before' | 'after'>): string {
  const [was, is] = [recordText(before), recordText(after)];
  const who = staff === 'evidence' ? words.server : staff;
  const difference = was === is ? '' : `: ${words.from(was ?? words.nothingThere, is ?? words.nothingThere)}`;
  const screen = screenText(after);
  return `${words.actions[action] ?? action}${screen === undefined ? '' : ` ${screen}`}, ${who}${difference}${note === null || note === '' ? '' : `. “${note}”`}`;
}

/** The screen that an order was for; undefined for a change of anything else. */
function screenText(after: unknown): string | undefined {
  if (typeof after !== 'object' || after === null || !('displayId' in after)) return undefined;
  const { name } = after as { readonly name?: unknown };
  return words.on(typeof name === 'string' ? name : null);
}

/** A record as the audit trail keeps it, in two words; undefined where there was none. */
function recordText(stored: unknown): string | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const { status, grade } = stored as { readonly status?: unknown; readonly grade?: unknown };
  const parts = [wordOf(staffEn.statusWords, status), wordOf(staffEn.gradeWords, grade)].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
}

function wordOf(table: Readonly<Record<string, string>>, word: unknown): string | undefined {
  return typeof word === 'string' ? (table[word] ?? word) : undefined;
}
