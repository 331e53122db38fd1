import { staffHandEn } from '../../ui/messages/staff-hand-en.ts';
import { reportFailure, type StaffContext } from '../staff-context.ts';
import { undoSheet, type SetMark } from './set-sheet.ts';

const words = staffHandEn.sheet;

/** Says what was set by hand and offers to take it back; the server keeps what was changed since, or has a submission behind it. */
export function sayWithUndo(context: StaffContext, sessionId: string, sentence: string, marks: readonly SetMark[]): void {
  async function undo(): Promise<void> {
    const undone = await undoSheet(context, sessionId, marks);
    if (undone.ok) context.toasts.say(words.undone(undone.value));
    else reportFailure(context, undone.failure);
  }
  context.toasts.say(sentence, 'plain', marks.length === 0 ? undefined : { label: words.undo, run: () => void undo() });
}
