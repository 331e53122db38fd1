import type { FastifyBaseLogger } from 'fastify';

import { StorageUnavailable } from '../../attendance/ports.ts';
import { refusal, type Refusal } from '../../protocol/codes.ts';

/** How a request that threw is answered. Nobody outside is told why; the log is. */
export function failureOf(error: unknown, log: Pick<FastifyBaseLogger, 'error'>, about: Readonly<Record<string, string>> = {}): Refusal<'storage_unavailable' | 'internal_error'> {
  const isStore = error instanceof StorageUnavailable;
  log.error({ ...about, err: error }, isStore ? 'the store cannot be used' : 'a mistake of the server');
  return refusal(isStore ? 'storage_unavailable' : 'internal_error');
}
