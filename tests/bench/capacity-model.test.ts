import assert from 'node:assert/strict';
import { test } from 'node:test';

import { capacityFor, type Measurements } from './capacity-model.ts';

const measured: Measurements = { nodeCpuUs: { open: 50, device: 200 }, databaseCpuUs: 100, writerUs: 100, bytesASubmission: 2_000, bytesADevice: 500, connectionsAProcess: 9 };

test('a small university takes one database and two nodes, whatever its peak', () => {
  const { databases, nodes, institutions, connectionsADatabase } = capacityFor(10_000, measured);
  assert.deepEqual({ databases, nodes, institutions, connectionsADatabase }, { databases: 1, nodes: 2, institutions: 1, connectionsADatabase: 36 });
});

test('no database is asked for more than its writer takes, and no node for more than its cores', () => {
  for (const students of [1e4, 1e5, 1e6, 1e7, 5e7]) {
    const { peakPerSecond, databases, nodes } = capacityFor(students, measured);
    assert.ok((peakPerSecond / databases) * measured.writerUs <= 0.5e6, `${students}`);
    assert.ok((peakPerSecond / nodes) * measured.nodeCpuUs.device <= 2 * 0.5e6, `${students}`);
  }
});

test('twice the bytes are twice the disk, and a slower writer is more databases', () => {
  const once = capacityFor(1e6, measured);
  assert.ok(capacityFor(1e6, { ...measured, bytesASubmission: 4_000 }).gigabytes > 1.9 * once.gigabytes);
  assert.ok(capacityFor(1e6, { ...measured, writerUs: 1_000 }).databases > 5 * once.databases);
});
