import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { openFileQueue } from '../../src/cli/student/file-queue.ts';
import { parseEntry } from '../../src/protocol/entry.ts';

const dir = mkdtempSync(join(tmpdir(), 'attend-kill-'));
after(() => rmSync(dir, { recursive: true }));
const program = fileURLToPath(new URL('keep-adding.ts', import.meta.url));
const rounds = 30;

/** Lets a terminal add until so many scans are kept, and kills it a moment later; answers the keys that it printed. */
async function killedAfter(file: string, kept: number, moreMs: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  const ended = new Promise<string | null>((resolve) => child.on('close', (_, signal) => resolve(signal)));
  await new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (printed.split('\n').length > kept) resolve();
    });
    void ended.then(() => resolve());
    if (kept === 0) child.on('spawn', resolve);
  });
  await pause(moreMs);
  child.kill('SIGKILL');
  assert.equal(await ended, 'SIGKILL');
  return printed.split('\n').slice(0, -1);
}

it('keeps every scan that it said to keep, through 30 kills at any moment, two terminals at once among them', async () => {
  const file = join(dir, 'queue.sqlite');
  const acknowledged = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    const first = round % 5 === 0 ? killedAfter(file, 0, randomInt(150)) : killedAfter(file, randomInt(1, 12), randomInt(8));
    const second = round % 3 === 0 ? killedAfter(file, randomInt(1, 12), randomInt(8)) : [];
    for (const key of [...(await first), ...(await second)]) acknowledged.add(key);

    const opened = openFileQueue(file);
    assert.ok(opened.ok, 'the file opens after a kill');
    const entries = await opened.value.storage.list();
    const head = await opened.value.storage.readHead();
    opened.value.close();
    const keys = new Set(entries.map(({ key }) => key));
    for (const key of acknowledged) assert.ok(keys.has(key), `round ${round}: an acknowledged scan is gone`);

    const links = entries.map(({ bytes, entryId }) => {
      const entry = parseEntry(bytes);
      assert.ok(entry.ok);
      return { ...entry.value, entryId };
    });
    links.sort((left, right) => left.seq - right.seq);
    links.forEach(({ seq, prev }, index) => assert.deepEqual([seq, prev], [index, links[index - 1]?.entryId ?? null]));
    assert.deepEqual(head, { seq: links.length - 1, entryId: links.at(-1)?.entryId ?? null });
  }
  assert.ok(acknowledged.size >= rounds, `only ${acknowledged.size} scans were kept`);
  const database = new DatabaseSync(file);
  assert.deepEqual(database.prepare('pragma integrity_check').all().map((row) => ({ ...row })), [{ integrity_check: 'ok' }]);
  database.close();
});
