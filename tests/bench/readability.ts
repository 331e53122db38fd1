/**
 * `npm run readability`: how far away a code can be read. Each carrier is drawn, photographed as from a hall's seats and given to
 * two independent readers. Prints success by pixels across, the smallest side that is read 95 times in a hundred, and the size of carried entries.
 */
import { good, hard, photograph, seeded, type Conditions } from './camera.ts';
import { carriedSample, carriedSizes } from './carried-sizes.ts';
import { carriers as codeCarriers, urlCarriers, versionOf } from './carriers.ts';
import { readers } from './readers.ts';
import { flag, readOptions, wholeNumber } from '../support/program-options.ts';

const values = readOptions('readability', 'Draws every carrier of a code, photographs it as from the seats of a hall and gives it to two readers; prints how small it may be.', {
  quick: flag('fewer pictures'),
  json: flag('print JSON'),
  seed: wholeNumber('of what is drawn and photographed', { first: 1, least: 0 }),
});
const pictures = values.quick ? 8 : 25;
const sides = values.quick ? [50, 70, 90, 120, 160, 200, 260] : [40, 50, 60, 70, 80, 90, 100, 120, 140, 160, 180, 200, 230, 260, 300];
const scenes: Readonly<Record<string, Conditions>> = { good, hard };
const hosts = ['attend.ac.test', 'attend.example.edu', 'attendance.informatics.test', 'attendance.informatics.uni-example.test'].map((host, index) =>
  host.padStart([15, 20, 28, 40][index]!, 'x'),
);
const host = hosts[1]!;
const needed = 0.95;
const sealed = await carriedSample(host);
const carriers: typeof codeCarriers = { ...codeCarriers, 'sealed entry, two codes, L': () => sealed };

interface Row {
  readonly carrier: string;
  readonly scene: string;
  readonly reader: string;
  /** Pixels across -> part of the pictures that were read. */
  readonly success: Readonly<Record<number, number>>;
  /** Undefined where no side that was tried is enough. */
  readonly smallestSide: number | undefined;
}

const rows: Row[] = [];
for (const [carrier, draw] of Object.entries(carriers)) {
  for (const [scene, conditions] of Object.entries(scenes)) {
    const success = await measure(draw, conditions);
    for (const [reader, bySide] of Object.entries(success)) rows.push({ carrier, scene, reader, success: bySide, smallestSide: smallest(bySide) });
    if (!values.json) process.stderr.write('.');
  }
}
const symbols = hosts.flatMap((each) => urlCarriers.map((carrier) => ({ host: each, letters: each.length, carrier, ...sizeOf(carrier, each) })));
const carried = await carriedSizes(host);
if (values.json) console.log(JSON.stringify({ pictures, seed: values.seed, sides, rows, symbols, carried }, undefined, 2));
else print();

/** The same pictures for every reader. Once a side is read without a miss twice in a row, larger ones are tried less often. */
async function measure(draw: (typeof carriers)[string], conditions: Conditions): Promise<Record<string, Record<number, number>>> {
  const success: Record<string, Record<number, number>> = Object.fromEntries(Object.keys(readers).map((reader) => [reader, {}]));
  let perfect = 0;
  for (const side of sides) {
    const random = seeded(values.seed * 1_000 + side);
    const read = Object.fromEntries(Object.keys(readers).map((reader) => [reader, 0]));
    const tries = perfect < 2 ? pictures : Math.ceil(pictures / 5);
    for (let picture = 0; picture < tries; picture++) {
      const { text, matrix } = draw(host, values.seed * 100 + picture);
      const photo = photograph(matrix, side, conditions, random);
      for (const [reader, readText] of Object.entries(readers)) if ((await readText(photo)) === text) read[reader]!++;
    }
    for (const [reader, count] of Object.entries(read)) success[reader]![side] = count / tries;
    perfect = Object.values(read).every((count) => count === tries) ? perfect + 1 : 0;
  }
  return success;
}

/** The first side that is read often enough, and the next one too. */
function smallest(success: Readonly<Record<number, number>>): number | undefined {
  return sides.find((side, index) => success[side]! >= needed && (success[sides[index + 1] ?? side] ?? 0) >= needed);
}

function sizeOf(carrier: string, forHost: string) {
  const { matrix } = carriers[carrier]!(forHost, 1);
  return { version: versionOf(matrix), modules: matrix.length };
}

function print(): void {
  console.log(`\n\n${pictures} pictures each, host of ${host.length} letters, seed ${values.seed}. Read, in %, by pixels across the symbol:\n`);
  table(['carrier', 'v', 'scene', 'reader', ...sides.map(String), '95 %'], rows.map(({ carrier, scene, reader, success, smallestSide }) => [
    ...[carrier, String(sizeOf(carrier, host).version), scene, reader],
    ...sides.map((side) => String(Math.round(success[side]! * 100))),
    smallestSide === undefined ? `> ${sides.at(-1)}` : String(smallestSide),
  ]));
  console.log('\nVersion (modules across) of the URL carriers by letters of the host:\n');
  table(['carrier', ...hosts.map((each) => String(each.length))], urlCarriers.map((carrier) => [
    carrier,
    ...symbols.filter((symbol) => symbol.carrier === carrier).map(({ version, modules }) => `${version} (${modules})`),
  ]));
  console.log('\nA sealed entry that another phone carries, level L:\n');
  table(['entry with', 'its JSON, bytes', 'letters in the QR', 'version (modules)'], carried.map(({ holds, entryBytes, letters, version, modules }) => [
    ...[holds, String(entryBytes), String(letters), `${version} (${modules})`],
  ]));
}

function table(head: readonly string[], body: readonly (readonly string[])[]): void {
  const lines = [head, head.map(() => '---'), ...body];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  for (const line of lines) console.log(`| ${line.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`);
}
