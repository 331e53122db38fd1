import { api, type ApiFailure } from '../../client/api.ts';
import { parseContent, parseReceipt } from '../../protocol/signed-receipt.ts';
import type { Receipt } from '../../protocol/schemas.ts';
import type { SheetMessages } from '../ui/messages/en-sheets.ts';

/** Gives the receipt to the student as a file, signed where the server can be reached; answers what to say about it. Never rejects. */
export type SaveReceipt = (receipt: Receipt) => Promise<string>;

export interface SaveReceiptPorts {
  readonly fetch: typeof globalThis.fetch;
  readonly giveFile: (name: string, text: string) => void;
  /** The address of the page that checks receipts. */
  readonly checkedAt: string;
  readonly words: SheetMessages['receipt'];
}

/** Somebody waits for the file, and an unsigned one can be replaced later. */
const patienceMs = 6_000;

export function receiptSaver({ fetch, giveFile, checkedAt, words }: SaveReceiptPorts): SaveReceipt {
  const server = api({ fetch, baseUrl: '', timeoutMs: patienceMs });

  return async (receipt) => {
    const name = `attendance-${receipt.received_at.slice(0, 10)}-${receipt.course.replace(/[^\p{L}\p{N}]+/gu, '-')}`;
    const { entry_id: entryId } = receipt;
    const reply = entryId === null ? undefined : await server.call('signReceipt', { body: { entry_id: entryId } });
    const signed = reply?.ok ? JSON.stringify(reply.value, null, 2) : '';
    if (isReceiptOf(entryId, signed)) {
      giveFile(`${name}.json`, signed);
      return words.signed(checkedAt);
    }
    giveFile(`${name}-unsigned.json`, JSON.stringify(receipt, null, 2));
    return reply?.ok === false && isUnknown(reply.failure) ? words.unknown : words.unsigned;
  };
}

/** A Wi-Fi portal may answer anything. */
function isReceiptOf(entryId: string | null, text: string): boolean {
  const parsed = parseReceipt(text);
  return parsed !== undefined && parseContent(parsed.content)?.entry_id === entryId;
}

function isUnknown(failure: ApiFailure): boolean {
  return failure.kind === 'refused' && failure.code === 'unknown_entry';
}

export function browserReceiptSaver(words: SheetMessages['receipt']): SaveReceipt {
  return receiptSaver({ fetch: fetch.bind(globalThis), giveFile, checkedAt: `${location.host}/receipt`, words });
}

function giveFile(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
