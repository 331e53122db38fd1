import type { Matrix } from './matrix.ts';

const quiet = 2;

/**
 * Two modules a letter in half blocks. Dark stands on light: with colours it sets black on white itself; without, a full
 * block is a light module, which is right on a dark terminal.
 */
export function terminalQr(matrix: Matrix, { hasColours }: { readonly hasColours: boolean }): string {
  const isLight = (row: number, column: number) => matrix[row]?.[column] !== true;
  const lines: string[] = [];
  for (let row = -quiet; row < matrix.length + quiet; row += 2) {
    let line = '';
    for (let column = -quiet; column < matrix.length + quiet; column++) {
      const upper = isLight(row, column);
      const lower = isLight(row + 1, column);
      line += upper ? (lower ? '█' : '▀') : lower ? '▄' : ' ';
    }
    lines.push(hasColours ? `\x1b[97;40m${line}\x1b[0m` : line);
  }
  return lines.join('\n');
}
