import type { Messages } from '../ui/messages/en.ts';
import { cardOfEntry, cardOfUnsaved, type Circumstances, type OutcomeCard } from './outcome-card.ts';
import { isOpenable, type AppState } from './state.ts';

/** The outcome that a view shows; undefined for views that are forms of their own. */
export function cardOfView(state: AppState, around: Circumstances): OutcomeCard | undefined {
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
      return entry && cardOfEntry(entry, state.sending.includes(entry.key), around);
    }
    case 'unsaved':
      return cardOfUnsaved(view.answer, around);
    default:
      return undefined;
  }
}

/** What stands in a sheet's place while its file loads, or where it could not be loaded. */
export function cardOfMissingSheet(hasFailed: boolean, words: Messages): OutcomeCard {
  if (hasFailed) return { meaning: 'late', icon: 'reload', ...words.sheetMissing, actions: ['close', 'reload'] };
  return { meaning: 'neutral', icon: 'hourglass', ...words.starting, actions: [] };
}

/** The page's title says the outcome too: a tab, or a screen reader that has left the page, shows it. */
export function titleOf(state: AppState, around: Circumstances): string {
  const { words } = around;
  const { view } = state;
  const formWord = view.kind === 'first_time' ? words.firstTime.word : isOpenable(view) ? words.titles[view.kind] : undefined;
  const word = formWord ?? cardOfView(state, around)?.word;
  return word === undefined ? words.appName : words.title(word);
}
