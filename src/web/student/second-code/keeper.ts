import type { OneSender, QueueStorage } from '../../../client/offline/ports.ts';
import { base64url } from '../../../protocol/base64url.ts';
import type { Bytes } from '../../../protocol/bytes.ts';
import { findCode, type CodeText } from '../../../protocol/carried-code.ts';
import type { ScanToAdd } from '../conductor.ts';
import type { Later, LaterInner } from '../later.ts';
import type { KeptScan } from '../state.ts';
import type { KeptStore } from './kept-store.ts';
import { lookAt, watchForSecond, type SecondCodeWatch } from './second-code.ts';

/**
 * Keeps a scan durably until its second code was read or is not waited for any more, and then makes one entry of it. The page
 * that keeps it holds a lock, which a browser lets go of when the page dies in whatever way: the next page that opens finds
 * the scan and makes an entry of its one code.
 */
export type Keeper = Pick<Later, 'recover' | 'keep' | 'takeCode' | 'finish'>;

export interface KeeperPorts {
  readonly store: KeptStore;
  readonly storage: QueueStorage;
  readonly oneSender: OneSender;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly randomBytes: (length: number) => Bytes;
  readonly setTimer: (ms: number, task: () => void) => () => void;
}

/** How long a second code is waited for where nobody is scanning. */
export const patienceMs = 60_000;
/** A page that holds a scan for so long is frozen, and another one may take it over. */
const frozenAfterMs = 5 * 60_000;

export function keeperOf({ store, storage, oneSender, nowMs, monotonicMs, randomBytes, setTimer }: KeeperPorts, inner: LaterInner): Keeper {
  let watch: SecondCodeWatch | undefined;
  let letGo: (() => void) | undefined;
  let cancelTimer: (() => void) | undefined;

  async function keep(code: CodeText, guest?: string): Promise<boolean> {
    const { student, kept: earlier } = inner.state();
    watch = watchForSecond(code, nowMs());
    // A camera sees that a code stays as it is. Of one that came by a link nobody does, so it is taken for one that never changes.
    if (watch?.first.epoch === 0 && !isScanning()) watch = undefined;
    if (watch === undefined || student === null) return false;
    if (earlier !== null) await finish();
    const scan = { code, studentId: guest ?? student, ...(guest !== undefined && { guest: true as const }) };
    const kept: KeptScan = { key: base64url.encode(randomBytes(16)), ...scan, wallMs: nowMs(), monoMs: monotonicMs() };
    const lock = new Promise<void>((resolve) => (letGo = resolve));
    void oneSender(lockOf(kept))(() => lock);
    const isStored = await store.write(kept).then(() => true, () => false);
    if (!isStored) {
      letGo?.();
      return false;
    }
    inner.dispatch({ type: 'scan_kept', kept });
    waitAWhile();
    return true;
  }

  function waitAWhile(): void {
    cancelTimer?.();
    // Whoever is scanning for the second code is not interrupted.
    cancelTimer = setTimer(patienceMs, () => (isScanning() ? waitAWhile() : void finish()));
  }

  function isScanning(): boolean {
    const { kind } = inner.state().view;
    return kind === 'scan' || kind === 'lend';
  }

  async function finish(secondCode?: CodeText): Promise<void> {
    const { kept } = inner.state();
    if (kept === null) return;
    cancelTimer?.();
    inner.dispatch({ type: 'kept_finished' });
    const entry = await makeEntry(kept, secondCode);
    letGo?.();
    if (entry === undefined) await inner.sendUnsaved(scanOf(kept, secondCode));
    else await inner.follow(entry, true);
  }

  /** Undefined where it could not be stored: it is then kept as it was. Another page may have made the entry before. */
  async function makeEntry(kept: KeptScan, secondCode?: CodeText) {
    const stored = await inner.guarded(() => storage.list());
    const entry = stored?.find(({ key }) => key === kept.key) ?? (await inner.store(scanOf(kept, secondCode)));
    if (entry !== undefined) await inner.guarded(() => store.drop(kept.key));
    return entry;
  }

  async function takeCode(code: CodeText): Promise<boolean> {
    const { kept } = inner.state();
    if (kept === null || watch === undefined) return false;
    if (code === kept.code) return true;
    const { second } = lookAt(watch, code, nowMs());
    await finish(second);
    return second !== undefined;
  }

  async function recover(found: readonly KeptScan[], fragment: string): Promise<boolean> {
    const code = findCode(fragment);
    let isTaken = false;
    for (const kept of found) {
      const earlier = watchForSecond(kept.code, kept.wallMs);
      const second = isTaken || code === undefined || earlier === undefined ? undefined : lookAt(earlier, code, nowMs()).second;
      const entry = await (isFrozen(kept) ? makeEntry(kept, second) : oneSender(lockOf(kept))(() => makeEntry(kept, second)));
      // The same code stands in the address of a page that died before it could clear it.
      if (entry === undefined || (second === undefined && code !== kept.code)) continue;
      isTaken = true;
      inner.dispatch({ type: 'code_found', code: kept.code });
      void inner.follow(entry, true);
    }
    const entries = await inner.guarded(() => storage.list());
    if (entries !== undefined) inner.dispatch({ type: 'entries_read', entries });
    return isTaken;
  }

  const isFrozen = ({ wallMs }: KeptScan) => Math.abs(nowMs() - wallMs) > frozenAfterMs;

  return { keep, takeCode, finish, recover };
}

const lockOf = ({ key }: KeptScan) => `kept-${key}`;

function scanOf({ key, ...scan }: KeptScan, secondCode: CodeText | undefined): ScanToAdd {
  return { ...scan, secondCode, nonce: base64url.decode(key)! };
}
