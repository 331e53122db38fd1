import type { Matrix } from './matrix.ts';
import { quietZone } from './png.ts';

/** One path, one unit a module, black on white whatever the page around it. */
export function svgOf(matrix: Matrix): string {
  const side = matrix.length + 2 * quietZone;
  const bars = matrix.flatMap((row, y) => runsOf(row).map(([x, length]) => `M${x + quietZone} ${y + quietZone}h${length}v1h-${length}z`));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side * 8}" height="${side * 8}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${side}v${side}H0z"/><path fill="#000" d="${bars.join('')}"/></svg>\n`
  );
}

/** Start and length of each stretch of dark modules. */
function runsOf(row: readonly boolean[]): readonly (readonly [start: number, length: number])[] {
  const runs: [number, number][] = [];
  row.forEach((isDark, x) => {
    const last = runs.at(-1);
    if (!isDark) return;
    if (last !== undefined && last[0] + last[1] === x) last[1]++;
    else runs.push([x, 1]);
  });
  return runs;
}
