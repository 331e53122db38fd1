import type { QueuedEntry } from '../../../client/offline/ports.ts';
import { jsonPoster } from '../../../client/offline/send-entry.ts';
import { sealForCarrying } from '../../../client/offline/seal-for-carrying.ts';
import { sealedUrl } from '../../../protocol/sealed-entry.ts';
import { drawQr, type QrPicture } from '../../ui/qr-picture.ts';
import type { WithDatabase } from '../offline/database.ts';
import { bringEntry, type BringState } from './bring-entry.ts';
import { fetchCarryKey, readCarryKey, writeCarryKey } from './carry-key.ts';

/** Carrying on this browser, both ways. Nothing here rejects. */
export interface Carry {
  /** Fetches the key that entries are sealed to and keeps it, so that it is there without a network. For an idle moment online. */
  keepKey(): Promise<void>;
  draw(entry: QueuedEntry): Promise<CarryPicture>;
  /** Brings what another phone sealed; returns how to stop. */
  bring(sealed: string, onState: (state: BringState) => void): () => void;
}

export type CarryPicture =
  | { readonly kind: 'drawn'; readonly picture: QrPicture }
  /** `no_key`: this phone was not online since it can seal. `no_device`: the entry has no signature. */
  | { readonly kind: 'problem'; readonly why: 'no_key' | 'no_device' | 'too_large' | 'failed' };

export interface CarryPorts {
  readonly withDatabase: WithDatabase;
  readonly setTimer: (ms: number, task: () => void) => () => void;
  readonly nowMs: () => number;
  readonly random: () => number;
}

export function browserCarry({ withDatabase, setTimer, nowMs, random }: CarryPorts): Carry {
  const fetch = globalThis.fetch.bind(globalThis);
  const post = jsonPoster({ fetch, baseUrl: '' });
  const isOnline = () => navigator.onLine;

  async function draw(entry: QueuedEntry): Promise<CarryPicture> {
    const key = await readCarryKey(withDatabase).catch(() => undefined);
    if (key === undefined) return { kind: 'problem', why: 'no_key' };
    const sealed = await sealForCarrying(entry, key, crypto.subtle).catch(() => null);
    if (sealed === null) return { kind: 'problem', why: 'failed' };
    if (sealed === undefined) return { kind: 'problem', why: 'no_device' };
    try {
      // The error correction is the lowest there is: a screen has no scratches, and a smaller symbol is read from further away.
      return { kind: 'drawn', picture: drawQr('L', sealedUrl(publicUrl(), sealed)) };
    } catch {
      return { kind: 'problem', why: 'too_large' };
    }
  }

  return {
    draw,
    keepKey: async () => {
      const key = await fetchCarryKey(fetch).catch(() => undefined);
      if (key !== undefined) await writeCarryKey(withDatabase, key).catch(() => undefined);
    },
    bring: (sealed, onState) => bringEntry(sealed, { post, isOnline, onWake, setTimer, nowMs, random }, onState),
  };
}

/** Where this page was opened: its own path is `/s`, at the root or below a prefix. */
function publicUrl(): string {
  return location.origin + location.pathname.replace(/\/s\/?$/i, '');
}

function onWake(run: () => void): () => void {
  const whenVisible = () => document.visibilityState === 'visible' && run();
  addEventListener('online', run);
  addEventListener('offline', run);
  document.addEventListener('visibilitychange', whenVisible);
  return () => {
    removeEventListener('online', run);
    removeEventListener('offline', run);
    document.removeEventListener('visibilitychange', whenVisible);
  };
}
