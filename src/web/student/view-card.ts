import type { Messages } from '../ui/messages/en.ts';
import type { LateParts } from './app.tsx';
import { cardOfWaiting, type Circumstances, type OutcomeCard } from './outcome-card.ts';
import type { AppState, View } from './state.ts';

/** The outcome that a view shows; undefined for views that are forms of their own, and while the words of an outcome are loading. */
export function cardOfView(state: AppState, around: Circumstances, outcomes: LateParts['outcomes']): OutcomeCard | undefined {
  const { words, worksOffline } = around;
  const { view } = state;
  switch (view.kind) {
    case 'starting':
      return { meaning: 'neutral', icon: 'hourglass', ...words.starting, actions: [] };
    case 'outdated':
      return { meaning: 'late', icon: 'reload', ...words.outdated, actions: ['reload'] };
    case 'ready': {
      const said = worksOffline ? words.ready.sentence : words.ready.sentenceWithoutCamera;
      const sentence = view.hasBadLink ? words.noCodeInLink : said;
      return { meaning: 'neutral', icon: 'scan', word: words.ready.word, sentence, actions: worksOffline ? ['scan', 'type', 'paste'] : ['type', 'paste'] };
    }
    case 'saving':
      return { meaning: 'action', icon: 'sending', ...words.saving, actions: [] };
    case 'entry': {
      const entry = state.entries.find(({ key }) => key === view.key);
      if (entry === undefined || outcomes !== undefined) return entry && outcomes!.cardOfEntry(entry, state, around);
      // What the phone promises needs no further file.
      return entry.state.kind === 'waiting' ? cardOfWaiting(entry.state.lastProblem, state.sending.includes(entry.key), around) : undefined;
    }
    case 'unsaved':
      return outcomes?.cardOfUnsaved(view.answer, around);
    default:
      return undefined;
  }
}

/** What stands in the place of something whose file loads, or could not be loaded. */
export function cardOfMissingSheet(hasFailed: boolean, words: Messages): OutcomeCard {
  if (hasFailed) return { meaning: 'late', icon: 'reload', ...words.sheetMissing, actions: ['close', 'reload'] };
  return { meaning: 'neutral', icon: 'hourglass', ...words.starting, actions: [] };
}

/** The page's title says the outcome too: a tab, or a screen reader that has left the page, shows it. */
export function titleOf(state: AppState, around: Circumstances, outcomes: LateParts['outcomes']): string {
  const { words } = around;
  const { view } = state;
  const word = formWordOf(view, words) ?? cardOfView(state, around, outcomes)?.word;
  return word === undefined ? words.appName : words.title(word);
}

function formWordOf({ kind }: View, { firstTime, titles, queued }: Messages): string | undefined {
  if (kind === 'first_time') return firstTime.word;
  if (kind === 'kept') return queued.word;
  const named: Readonly<Record<string, string>> = titles;
  return named[kind];
}
