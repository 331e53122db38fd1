import { StorageUnavailable } from '../../attendance/ports.ts';
import type { Writes } from '../writes.ts';

/** What passes between the thread that serves and the thread that writes. */
export interface WriteRequest {
  readonly id: number;
  readonly method: keyof Writes | 'close';
  readonly args: readonly unknown[];
}

export type WriteReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  /** An error's class does not survive the passage, so it is named. */
  | { readonly id: number; readonly ok: false; readonly isUnavailable: boolean; readonly message: string; readonly stack: string | undefined };

export function failureReply(id: number, error: unknown): WriteReply {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { id, ok: false, isUnavailable: error instanceof StorageUnavailable, message, stack };
}

export interface WriterData {
  readonly file: string;
}
