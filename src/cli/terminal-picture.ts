import type { Matrix } from '../server/qr/matrix.ts';
import { terminalQr } from '../server/qr/terminal.ts';
import type { Terminal } from './terminal.ts';

const quietColumns = 4;

/** The code as a picture, or what to do where the terminal is too narrow for it: a picture whose lines are broken is read by no camera. */
export function terminalPicture(matrix: Matrix, { hasColours, columns }: Pick<Terminal, 'hasColours' | 'columns'>): string {
  const needed = matrix.length + quietColumns;
  const there = columns();
  if (there === undefined || there >= needed) return terminalQr(matrix, { hasColours });
  return `The code needs ${needed} columns and this terminal has ${there}: make it wider, or draw the code into a file with --png FILE.`;
}
