/** One of several client processes: sends what it is handed all at once and reports the statuses and receipts. */
import { httpClient, sendJson } from '../support/http-client.ts';

export interface StormOrder {
  readonly port: number;
  readonly bodies: readonly unknown[];
}

process.once('message', async ({ port, bodies }: StormOrder) => {
  const client = httpClient(port, bodies.length);
  const answers = await Promise.all(bodies.map((body) => sendJson(client, '/submit_attendance', body)));
  client.close();
  process.send!(answers, undefined, undefined, () => process.disconnect());
});
