/** A process of its own that opens a data directory, says what happened as one line of JSON, and stays until its input ends. */
import { openStore } from '../../src/store/open.ts';

const [dataDir = '', hold = 'serve'] = process.argv.slice(2);
const opened = await openStore({ dataDir, hold: hold === 'share' ? 'share' : 'serve' });
console.log(JSON.stringify(opened.ok ? { ok: true } : opened));
process.stdin.resume();
process.stdin.on('end', () => {
  if (opened.ok) void opened.value.close();
});
