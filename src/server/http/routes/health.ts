import { refusal } from '../../../protocol/codes.ts';
import { fail, ok } from '../../../protocol/result.ts';
import type { Context } from '../../context.ts';
import { openApi } from '../../openapi.ts';
import type { Handlers } from '../handlers.ts';

/** Anyone asks whether the server is well, and how it is spoken to. */
export function healthRoutes({ store, metrics, keys }: Context): Pick<Handlers, 'healthz' | 'readyz' | 'metrics' | 'openapi'> {
  const description = JSON.stringify(openApi(keys.receipts.published));
  return {
    healthz: () => ok({ status: 'ok' }),
    readyz: () =>
      store.ping().then(
        () => ok({ status: 'ready' }),
        () => fail(refusal('storage_unavailable')),
      ),
    metrics: async () => ok(await metrics.text()),
    openapi: () => ok(description),
  };
}
