import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AggregatorRegistry, Histogram, Registry } from 'prom-client';

import { spread } from './spread.ts';

const wish = { name: 'waits_seconds', help: 'How long it took', buckets: [0.1, 1, 10] };
const values = [0, 0.1, 0.100001, 1, 9, 10, 11, 1e6];

test('it tells what a histogram of prom-client tells of the same values, with a label and without', async () => {
  for (const label of [undefined, 'way']) {
    const [ours, theirs] = [new Registry(), new Registry()];
    const spreading = spread(ours, label === undefined ? wish : { ...wish, label });
    const histogram = new Histogram({ ...wish, buckets: [...wish.buckets], labelNames: label === undefined ? [] : [label], registers: [theirs] });
    for (const [index, value] of values.entries()) {
      const of = index % 3 === 0 ? 'quick' : 'usual';
      spreading.note(value, label === undefined ? undefined : of);
      histogram.observe(label === undefined ? {} : { [label]: of }, value);
    }
    const lines = (text: string) => text.split('\n').map((line) => line.replace(/\{(.*)\}/, (_, labels: string) => `{${labels.split(',').toSorted().join()}}`)).toSorted();
    assert.deepEqual(lines(await ours.metrics()), lines(await theirs.metrics()));
  }
});

test('one without a label is told from the start, so that a rate over it is known at its first value', async () => {
  const register = new Registry();
  spread(register, wish);
  assert.match(await register.metrics(), /^waits_seconds_count 0$/m);
});

test('those of several processes add up', async () => {
  const registers = [new Registry(), new Registry()];
  for (const register of registers) spread(register, wish).note(0.5);
  const both = AggregatorRegistry.aggregate(await Promise.all(registers.map((register) => register.getMetricsAsJSON())));
  const text = await both.metrics();
  assert.match(text, /^waits_seconds_bucket\{le="1"\} 2$/m);
  assert.match(text, /^waits_seconds_sum 1$/m);
});
