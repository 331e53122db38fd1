import type { Receipt } from '../../protocol/schemas.ts';
import type { AppState } from './state.ts';

/** The receipt of the outcome that is shown. */
export function shownReceipt({ view, entries }: AppState): Receipt | undefined {
  if (view.kind === 'unsaved') return view.answer?.kind === 'recorded' ? view.answer.receipt : undefined;
  const entry = view.kind === 'entry' ? entries.find(({ key }) => key === view.key) : undefined;
  return entry?.state.kind === 'recorded' ? entry.state.receipt : undefined;
}
