import type { Receipt } from '../../protocol/schemas.ts';
import type { AppState } from './state.ts';

/** The receipt of the outcome that is shown. */
export function shownReceipt({ view, entries }: AppState): Receipt | undefined {
  if (view.kind === 'unsaved') return view.answer?.kind === 'recorded' ? view.answer.receipt : undefined;
  const entry = view.kind === 'entry' ? entries.find(({ key }) => key === view.key) : undefined;
  return entry?.state.kind === 'recorded' ? entry.state.receipt : undefined;
}

/** Gives the receipt to the student as a file. */
export function saveReceipt(state: AppState): void {
  const receipt = shownReceipt(state);
  if (receipt === undefined) return;
  const address = URL.createObjectURL(new Blob([JSON.stringify(receipt, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `attendance-${receipt.received_at.slice(0, 10)}-${receipt.course.replace(/[^\p{L}\p{N}]+/gu, '-')}.json`;
  link.click();
  URL.revokeObjectURL(address);
}
