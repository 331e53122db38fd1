import { readAnswer, type Answer } from '../../client/offline/answer.ts';
import type { ClaimOutcome } from '../../client/offline/claim-code.ts';
import { composeEntry } from '../../client/offline/compose-entry.ts';
import { offlineQueue, type MoreOfScan, type OfflineQueue, type OfflineQueuePorts } from '../../client/offline/offline-queue.ts';
import type { DeviceSigner, QueuedEntry } from '../../client/offline/ports.ts';
import { envelopeOf } from '../../client/offline/send-entry.ts';
import { sendNow, type SyncPorts } from '../../client/offline/sync.ts';
import type { SyncSchedule } from '../../client/offline/sync-schedule.ts';
import { carrierOf, findCode, type CodeText } from '../../protocol/carried-code.ts';
import { marksToForget } from './entry-groups.ts';
import type { Later, LaterInner } from './later.ts';
import { hasRevokedKey, initialState, reduce, type AppEvent, type AppState, type KeptScan, type SheetView } from './state.ts';

/** What the student page needs from its browser. */
export interface ConductorPorts extends SyncPorts, Omit<OfflineQueuePorts, 'signer'> {
  readonly readStudent: () => Promise<string | null>;
  readonly writeStudent: (student: string) => Promise<void>;
  /** Scans that a page of this phone kept for a second code. */
  readonly readKept: () => Promise<readonly KeptScan[]>;
  /** Null where the platform can make no key (plain HTTP). Rejects where a key cannot be stored. */
  readonly openSigner: () => Promise<DeviceSigner | null>;
  /** Keeps the place of a code while the number is asked for. Settles within seconds; rejects where the page has not all of its files. */
  readonly keepPlace: (code: CodeText) => Promise<ClaimOutcome>;
  /** What the first button does not need. Rejects where the page has not all of its files. */
  readonly openLater: (inner: LaterInner) => Promise<Later>;
  readonly schedule: SyncSchedule;
  /** A newer app has changed the stored shape. */
  readonly isNewerStorage: (problem: unknown) => boolean;
  /** Tells the other tabs and the worker that the queue changed. */
  readonly tellOthers: () => void;
  /** Asks the browser not to throw the storage away. */
  readonly keepStorage: () => void;
  /** Asks the worker to sync when the network is back, even with the page closed. */
  readonly syncInBackground: () => void;
  /** Takes the code out of the address. Until the scan is stored it stays there, so that a reload takes it again. */
  readonly clearAddress: () => void;
  readonly onState: (state: AppState) => void;
}

/** Leads the page from a code to its outcome. Every method may be called at any time; none rejects. */
export interface Conductor {
  /** Reads what is stored, then takes the code of the address, if it has one. */
  open(fragment: string): Promise<void>;
  /** `token` is the code's claim. Resolves when the scan is stored and its first attempt is over; without a number, when its place is kept or is not. */
  takeCode(code: CodeText, guest?: string, token?: string): Promise<void>;
  takeFragment(fragment: string): Promise<void>;
  takeStudent(student: string): Promise<void>;
  /** Stores a scan durably before its second code is read; false where it has to be taken as it is. */
  keepScan(code: CodeText, guest?: string): Promise<boolean>;
  /** Makes an entry of the kept scan, with the second code or without one. */
  finishScan(secondCode?: CodeText): Promise<void>;
  openView(view: SheetView): void;
  openEntry(key: string): void;
  closeView(): void;
  sendWaiting(key: string): Promise<void>;
  dismiss(key: string): Promise<void>;
  /** The queue changed elsewhere. */
  readEntries(): Promise<void>;
  /** For an idle moment: what the server has to say, and what it is good to have before the network goes. */
  lookAround(): Promise<void>;
  setOnline(isOnline: boolean): void;
}

/** A scan on its way into the queue. */
export type ScanToAdd = Pick<KeptScan, 'code' | 'studentId'> & MoreOfScan;

export function conduct(ports: ConductorPorts): Conductor {
  let state = initialState;
  let queue: OfflineQueue | undefined;
  let laterOpened: Promise<Later | undefined> | undefined;
  let hasOpened: () => void;
  const opened = new Promise<void>((resolve) => (hasOpened = resolve));
  /** The claim of the code that is held. */
  let place: Promise<ClaimOutcome | undefined> | undefined;

  function dispatch(event: AppEvent): void {
    state = reduce(state, event);
    ports.onState(state);
  }

  /** Undefined where a file is missing: whatever it is for must then do without. */
  function later(): Promise<Later | undefined> {
    laterOpened ??= ports.openLater({ state: () => state, dispatch, guarded, store, follow, sendUnsaved }).catch(() => (laterOpened = undefined));
    return laterOpened;
  }

  /** Runs work on the storage; where it fails, says so and gives undefined. */
  async function guarded<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await work();
    } catch (problem) {
      dispatch({ type: ports.isNewerStorage(problem) ? 'found_outdated' : 'found_no_storage' });
      return undefined;
    }
  }

  async function open(fragment: string): Promise<void> {
    const { readStudent, readKept, storage } = ports;
    const stored = await guarded(async () => ({ student: await readStudent(), entries: await storage.list(), kept: await readKept() }));
    dispatch({ type: 'opened', student: stored?.student ?? null, entries: stored?.entries ?? [] });
    hasOpened();
    // The worker may have learned it, with no page open.
    if (hasRevokedKey(state)) await (await later())?.renewKey();
    const isTaken = stored !== undefined && stored.kept.length > 0 && (await (await later())?.recover(stored.kept, fragment));
    if (isTaken !== true) await takeFragment(fragment);
    ports.schedule.kick();
    const old = marksToForget(state.entries);
    if (old.length > 0) await guarded(() => ports.storage.forget(old));
  }

  async function takeFragment(fragment: string): Promise<void> {
    const text = fragment.replace(/^#/, '');
    if (text === '') return;
    const code = findCode(text);
    if (code !== undefined) return takeCode(code, undefined, undefined, !state.isOnline);
    ports.clearAddress();
    dispatch(/^X/i.test(text) ? { type: 'view_opened', view: { kind: 'bring', text } } : { type: 'bad_link_found' });
  }

  async function takeCode(code: CodeText, guest?: string, token?: string, mayKeep = false): Promise<void> {
    if (state.kept !== null && (await (await later())?.takeCode(code)) === true) return;
    if (mayKeep && carrierOf(code) === 'token' && (await keepScan(code, guest))) return ports.clearAddress();
    dispatch({ type: 'code_found', code });
    if (state.student !== null) return submit({ code, studentId: guest ?? state.student, token, ...(guest !== undefined && { guest: true }) });
    // An outdated page holds no code.
    if (state.heldCode === code) await (place = claim(code));
  }

  async function keepScan(code: CodeText, guest?: string): Promise<boolean> {
    return state.student !== null && (await (await later())?.keep(code, guest)) === true;
  }

  async function takeStudent(student: string): Promise<void> {
    const { heldCode } = state;
    await guarded(async () => {
      await ports.writeStudent(student);
      await ports.openSigner();
    });
    dispatch({ type: 'student_given', student });
    if (heldCode === null) return;
    const outcome = await place;
    if (outcome?.kind !== 'refused') await submit({ code: heldCode, studentId: student, token: outcome?.kind === 'kept' ? outcome.token : undefined });
  }

  /** A code that is refused is said to be so at once, and not after the number was typed. */
  async function claim(code: CodeText): Promise<ClaimOutcome | undefined> {
    const outcome = await ports.keepPlace(code).catch(() => undefined);
    // Another code was scanned meanwhile.
    if (state.heldCode !== null && state.heldCode !== code) return outcome;
    if (outcome?.kind === 'kept') dispatch({ type: 'place_kept', untilMs: outcome.untilMs });
    if (outcome?.kind === 'refused') {
      ports.clearAddress();
      dispatch({ type: 'entry_unsaved', answer: outcome });
    }
    return outcome;
  }

  async function submit(scan: ScanToAdd): Promise<void> {
    if (state.view.kind === 'outdated') return;
    const entry = await store(scan);
    await (entry === undefined ? sendUnsaved(scan) : follow(entry));
  }

  function store(scan: ScanToAdd): Promise<QueuedEntry | undefined> {
    queue ??= offlineQueue({ ...ports, signer: ports.openSigner });
    const { code, studentId, ...more } = scan;
    return guarded(() => queue!.add(code, studentId, more));
  }

  /** Shows an entry that was stored just now, and sends it. */
  async function follow({ key }: QueuedEntry, isQueued = false): Promise<void> {
    ports.clearAddress();
    dispatch({ type: 'attempt_started', key });
    await readEntries();
    dispatch({ type: 'entry_stored', key });
    ports.tellOthers();
    ports.keepStorage();
    await attempt(key, isQueued);
  }

  /**
   * Syncs of every kind are asked for only once this attempt is over: one that overtook it would send the scan as a queued
   * one, and the server would then not say that the code has just left the screen.
   */
  async function attempt(key: string, isQueued = false): Promise<void> {
    const after = await guarded(() => sendNow(ports, key, isQueued));
    if (after === undefined || after.kind === 'waiting') {
      ports.schedule.watch();
      ports.syncInBackground();
    }
    await readEntries();
    dispatch({ type: 'attempt_ended', key });
    ports.tellOthers();
  }

  /**
   * One attempt for a scan that the phone could not store. It goes unsealed: a seal whose place in the chain is not stored
   * would be used again by the next scan, and the chain would contradict itself. A claim is of no help to what is unsealed.
   */
  async function sendUnsaved(scan: ScanToAdd): Promise<void> {
    if (state.view.kind === 'outdated') return;
    dispatch({ type: 'entry_unsaved', answer: null });
    const { code, studentId, guest } = scan;
    const unsealed = { code, studentId, guest, wallMs: ports.nowMs(), monoMs: ports.monotonicMs(), nonce: ports.randomBytes(16) };
    const { entry } = await composeEntry(unsealed, null, { seq: -1, entryId: null });
    const answer = await ports
      .send(envelopeOf(entry, false))
      .then((reply) => readAnswer(reply, entry))
      .catch((): Answer => ({ kind: 'unanswered', problem: '' }));
    ports.clearAddress();
    dispatch({ type: 'entry_unsaved', answer });
  }

  async function readEntries(): Promise<void> {
    const entries = await guarded(() => ports.storage.list());
    if (entries !== undefined) dispatch({ type: 'entries_read', entries });
    if (hasRevokedKey(state)) await (await later())?.renewKey();
  }

  async function sendWaiting(key: string): Promise<void> {
    dispatch({ type: 'attempt_started', key });
    await attempt(key);
    ports.schedule.kick();
  }

  async function dismiss(key: string): Promise<void> {
    await guarded(() => ports.storage.forget([key]));
    await readEntries();
    ports.tellOthers();
  }

  return {
    // An address that changes while the storage is read is not overtaken by what is found there.
    takeFragment: (fragment) => opened.then(() => takeFragment(fragment)),
    ...{ open, takeCode, takeStudent, keepScan, sendWaiting, dismiss, readEntries },
    finishScan: async (secondCode) => (await later())?.finish(secondCode),
    lookAround: async () => (await later())?.lookAround(),
    openView: (view) => dispatch({ type: 'view_opened', view }),
    openEntry: (key) => {
      dispatch({ type: 'entry_opened', key });
      void later().then((opened) => opened?.readNews(key));
    },
    closeView: () => dispatch({ type: 'view_closed' }),
    setOnline: (isOnline) => {
      dispatch({ type: 'network_changed', isOnline });
      // What a second code is for, the server can now see by itself.
      if (isOnline && state.view.kind === 'kept') void later().then((opened) => opened?.finish());
    },
  };
}
