import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { startServer } from './http/start-server.ts';

const read = (file: string) => readFileSync(join(import.meta.dirname, '../deploy', file), 'utf8');

test('every metric of the alerts and of the dashboard is one that /metrics tells', async () => {
  const server = await startServer();
  const text = await (await fetch(`${server.origin}/metrics`)).text();
  await server.stop();
  const told = new Set([...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name, type]) => (type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name!])));
  for (const file of ['alerts.yaml', 'grafana-dashboard.json']) {
    const named = new Set([...read(file).matchAll(/\battend_\w+/g)].map(([name]) => name));
    assert.ok(named.size > 5);
    assert.deepEqual([...named].filter((name) => !told.has(name)), [], file);
  }
});

test('the dashboard is JSON whose panels stand beside each other', () => {
  const { panels } = JSON.parse(read('grafana-dashboard.json')) as { readonly panels: readonly { readonly gridPos: object; readonly targets: readonly unknown[] }[] };
  assert.equal(new Set(panels.map(({ gridPos }) => JSON.stringify(gridPos))).size, panels.length);
  assert.ok(panels.every(({ targets }) => targets.length > 0));
});
