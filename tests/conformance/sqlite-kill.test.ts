import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { aSession, bytesOf, classId, institutionId } from './samples.ts';
import { cleanUp, openTempStore, tempDir } from './temp-store.ts';

const entriesARound = 10_000;

describe('A store whose process is killed while it writes', () => {
  it('holds every entry that was acknowledged, each with its record, and opens again at once', async (test) => {
    const dataDir = tempDir(test);
    const before = await openTempStore(test, dataDir);
    await before.sessions.insertSession(aSession());
    await before.close();

    const acknowledged: number[] = [];
    for (let round = 0; round < 5; round++) acknowledged.push(...(await writeAndKill(test, dataDir, round * entriesARound, 40 + round * 60)));

    const after = await openTempStore(test, dataDir);
    for (const number of acknowledged) assert.ok(await after.records.findEvidence(institutionId, bytesOf(`e${number}`)), `entry ${number} was lost`);
    const stored = await after.records.listRecords(institutionId, classId, null, 100_000);
    assert.ok(stored.every(({ evidence }) => evidence !== null));
    assert.ok(stored.length >= acknowledged.length);
    assert.ok(stored.length <= acknowledged.length + 5 * 8, 'no more than the batches that were under way');
    assert.equal((await after.sessions.countsOf(institutionId, classId)).counted, stored.length);
  });
});

/** Kills the process when it has acknowledged `enough` entries, in the middle of whatever it is doing then. */
async function writeAndKill(test: TestContext, dataDir: string, first: number, enough: number): Promise<readonly number[]> {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, 'writing-child.ts'), dataDir, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = new Promise((done) => child.once('close', done));
  cleanUp(test, () => child.kill('SIGKILL'));
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (text.split('\n').length > enough) child.kill('SIGKILL');
  });
  await closed;
  return text.slice(0, text.lastIndexOf('\n') + 1).split('\n').filter(Boolean).map(Number);
}
