import type { ApiFailure } from '../../../client/api.ts';
import type { DecideBody } from '../../../protocol/desk-schemas.ts';
import { deskEn, type Deciding } from '../../ui/messages/desk-en.ts';
import { isSignedOut, reportFailure, wordsOf, type StaffContext } from '../staff-context.ts';
import type { DeskRow, Sending } from './desk-groups.ts';
import type { DeskModel } from './desk-model.ts';

export interface DecisionForm {
  readonly decision: Deciding;
  readonly note: string;
  /** Null takes what the scan says. */
  readonly attendance: 'present' | 'late' | null;
}

export interface Decided {
  readonly key: string;
  readonly student: string;
  readonly seq: number;
}

export interface DecidedMany {
  readonly decided: readonly Decided[];
  readonly failed: readonly { readonly row: DeskRow; readonly failure: ApiFailure }[];
}

type Tools = Pick<StaffContext, 'api' | 'toasts' | 'signedOut'>;

/**
 * Decides about each row in turn and shows each at once as it will be. What is refused goes back to where it stood; the whole
 * desk is read anew at the end, so that what is shown is what the server has. `onProgress` is told how many were answered.
 */
export async function decideRows(context: Tools, model: DeskModel, sessionId: string, rows: readonly DeskRow[], form: DecisionForm, onProgress: (sent: number) => void): Promise<DecidedMany> {
  const named = rows.filter((row) => row.student !== null);
  setSending(model, named.map(({ key }) => key), { decision: form.decision, note: form.note });
  const decided: Decided[] = [];
  const failed: { row: DeskRow; failure: ApiFailure }[] = [];
  for (const [place, row] of named.entries()) {
    const answer = await context.api.call('decide', { params: { session_id: sessionId }, body: bodyOf(row, form, model) });
    if (answer.ok) decided.push({ key: row.key, student: row.student!, seq: answer.value.decision?.seq ?? 0 });
    else {
      failed.push({ row, failure: answer.failure });
      setSending(model, [row.key], undefined);
      if (isSignedOut(answer.failure)) break;
    }
    onProgress(place + 1);
  }
  await model.load();
  setSending(model, named.map(({ key }) => key), undefined);
  return { decided, failed };
}

/** The decision that a row carries, or was sent with, is taken back. */
export async function undoDecisions(context: StaffContext, model: DeskModel, sessionId: string, decisions: readonly Decided[]): Promise<void> {
  setSending(model, decisions.map(({ key }) => key), { decision: 'undo', note: '' });
  const undone: string[] = [];
  for (const { student, seq } of decisions) {
    const answer = await context.api.call('undoDecision', { params: { session_id: sessionId }, body: { student_id: student, seq } });
    if (answer.ok) undone.push(student);
    else if (isChanged(answer.failure)) context.toasts.say(deskEn.changed(student), 'bad');
    else reportFailure(context, answer.failure);
  }
  await model.load();
  setSending(model, decisions.map(({ key }) => key), undefined);
  if (undone.length > 0) context.toasts.say(undone.length === 1 ? deskEn.undone(undone[0]!) : deskEn.undoneMany(undone.length));
}

/** Says what was decided, offers to take it back, and says what could not be decided. */
export function sayDecided(context: StaffContext, model: DeskModel, sessionId: string, decision: Deciding, { decided, failed }: DecidedMany): void {
  if (decided.length > 0) {
    const text = decided.length === 1 ? deskEn.said(decided[0]!.student, decision) : deskEn.saidMany(decided.length, decision);
    context.toasts.say(text, 'plain', { label: deskEn.undo, run: () => void undoDecisions(context, model, sessionId, decided) });
  }
  const [first] = failed;
  if (first === undefined) return;
  if (failed.length > 1) context.toasts.say(deskEn.failedSome(failed.length, wordsOf(first.failure)), 'bad');
  else if (isChanged(first.failure)) context.toasts.say(deskEn.changed(first.row.student!), 'bad');
  else reportFailure(context, first.failure);
}

function isChanged(failure: ApiFailure): boolean {
  return failure.kind === 'refused' && failure.code === 'changed_meanwhile';
}

function bodyOf(row: DeskRow, { decision, note, attendance }: DecisionForm, model: DeskModel): DecideBody {
  const seq = row.kind === 'item' ? row.item.record.seq : model.live.table.peek().records.get(row.key)?.seq;
  return {
    ...{ student_id: row.student!, decision, note },
    ...(decision !== 'accept' || attendance === null ? {} : { attendance }),
    ...(seq === undefined ? {} : { seq }),
  };
}

function setSending(model: DeskModel, keys: readonly string[], what: Sending | undefined): void {
  const sending = new Map(model.sending.peek());
  for (const key of keys) {
    if (what === undefined) sending.delete(key);
    else sending.set(key, what);
  }
  model.sending.value = sending;
}
