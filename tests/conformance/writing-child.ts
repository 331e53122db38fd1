/** A process of its own that commits until it is killed, and writes the number of each acknowledged entry on a line. */
import { openStore } from '../../src/store/open.ts';
import { someEvidence } from './samples.ts';

const [dataDir = '', first = '0'] = process.argv.slice(2);
const opened = await openStore({ dataDir, hold: 'serve' });
if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
for (let number = Number(first); ; number += 4) {
  const batch = [0, 1, 2, 3].map((index) => someEvidence(`s${number + index}`, `e${number + index}`));
  await opened.value.records.commit(batch);
  process.stdout.write(batch.map((_, index) => `${number + index}\n`).join(''));
}
