import type { QueuedEntry } from '../../client/offline/ports.ts';
import type { CodeText } from '../../protocol/carried-code.ts';
import type { ScanToAdd } from './conductor.ts';
import type { AppEvent, AppState, KeptScan } from './state.ts';

/** What the conductor does without before the first button, and loads after it. Nothing here rejects. */
export interface Later {
  /** Takes up what pages that are gone had kept; true where the address holds the second code of one of them. */
  recover(found: readonly KeptScan[], fragment: string): Promise<boolean>;
  /** Keeps a scan for its second code; false where it has none, or cannot be kept. */
  keep(code: CodeText, guest?: string): Promise<boolean>;
  /** A code that came while a scan is kept; true where it was meant for that scan. */
  takeCode(code: CodeText): Promise<boolean>;
  finish(secondCode?: CodeText): Promise<void>;
  /** Makes a new key where staff have switched this one off. */
  renewKey(): Promise<void>;
  /** Asks the server what became of an entry since. */
  readNews(key: string): Promise<void>;
  lookAround(): Promise<void>;
}

/** What the conductor lends to it. */
export interface LaterInner {
  readonly state: () => AppState;
  readonly dispatch: (event: AppEvent) => void;
  /** Undefined where the storage failed, which was said. */
  readonly guarded: <Value>(work: () => Promise<Value>) => Promise<Value | undefined>;
  readonly store: (scan: ScanToAdd) => Promise<QueuedEntry | undefined>;
  readonly follow: (entry: QueuedEntry, isQueued?: boolean) => Promise<void>;
  readonly sendUnsaved: (scan: ScanToAdd) => Promise<void>;
}
