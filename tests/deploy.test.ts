import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { startServer } from './http/start-server.ts';
import { holdWholeClass } from './http/whole-class.ts';

const read = (file: string) => readFileSync(join(import.meta.dirname, '../deploy', file), 'utf8');

test('every metric of the alerts and of the dashboard has a value after a class', async () => {
  const server = await startServer();
  try {
    await holdWholeClass(server);
    const text = await (await fetch(`${server.origin}/metrics`)).text();
    const told = new Set([...text.matchAll(/^(attend_\w+)(?:\{[^}]*\})? /gm)].map(([, name]) => name!));
    for (const file of ['alerts.yaml', 'grafana-dashboard.json']) {
      const named = new Set([...read(file).matchAll(/\battend_\w+/g)].map(([name]) => name));
      assert.ok(named.size > 5);
      assert.deepEqual([...named].filter((name) => !told.has(name)), [], file);
    }
  } finally {
    await server.stop();
  }
});

test('every label that the alerts and the dashboard choose by or tell apart is one of that metric', async () => {
  const server = await startServer();
  try {
    await holdWholeClass(server);
    const text = await (await fetch(`${server.origin}/metrics`)).text();
    const labelsOf = (name: string) => new Set([...text.matchAll(new RegExp(`^${name}\\{([^}]*)\\}`, 'gm'))].flatMap(([, labels]) => [...labels!.matchAll(/(\w+)=/g)].map(([, label]) => label!)));
    const queries = [...read('alerts.yaml').matchAll(/expr: (.*)/g), ...read('grafana-dashboard.json').matchAll(/"expr": "(.*)"/g)].map(([, query]) => query!.replaceAll('\\"', '"'));
    assert.ok(queries.length > 20);
    for (const query of queries) {
      const [name = ''] = /\battend_\w+/.exec(query) ?? [];
      const chosen = [...query.matchAll(/(\w+)(?:!=|=~|=)"/g)].map(([, label]) => label!);
      const told = [...query.matchAll(/by \(([^)]*)\)/g)].flatMap(([, labels]) => labels!.split(/, */));
      const unknown = [...chosen, ...told].filter((label) => !['instance', 'job'].includes(label) && !labelsOf(name).has(label));
      assert.deepEqual(unknown, [], query);
    }
  } finally {
    await server.stop();
  }
});

test('the dashboard is JSON whose panels stand beside each other', () => {
  const { panels } = JSON.parse(read('grafana-dashboard.json')) as { readonly panels: readonly { readonly id: number; readonly gridPos: object; readonly targets: readonly unknown[] }[] };
  assert.equal(new Set(panels.map(({ gridPos }) => JSON.stringify(gridPos))).size, panels.length);
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  assert.ok(panels.every(({ targets }) => targets.length > 0));
});
