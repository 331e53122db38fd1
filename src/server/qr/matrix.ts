import qrcode from 'qrcode-generator';

/** The modules of a QR: rows from the top, true where dark. No quiet zone. */
export type Matrix = readonly (readonly boolean[])[];

type Segment = readonly [text: string, mode: 'Alphanumeric' | 'Byte'];

/**
 * A code's URL in three segments. All but `#` is in QR's alphanumeric alphabet (5.5 bits a letter), so a host of 20 letters
 * makes version 4 at level M instead of 5. A host outside of that alphabet makes one byte segment.
 */
export function urlMatrix(url: string): Matrix {
  const hash = url.indexOf('#');
  const prefix = url.slice(0, hash);
  const token = url.slice(hash + 1);
  if (hash < 1 || !isAlphanumeric(prefix) || !isAlphanumeric(token)) return textMatrix(url);
  return matrixOf([
    [prefix, 'Alphanumeric'],
    ['#', 'Byte'],
    [token, 'Alphanumeric'],
  ]);
}

/** Any ASCII text in one byte segment. */
export function textMatrix(text: string): Matrix {
  return matrixOf([[text, 'Byte']]);
}

function isAlphanumeric(text: string): boolean {
  return /^[0-9A-Z $%*+\-./:]+$/.test(text);
}

function matrixOf(segments: readonly Segment[]): Matrix {
  const qr = qrcode(0, 'M');
  for (const [text, mode] of segments) qr.addData(text, mode);
  qr.make();
  const side = Array.from({ length: qr.getModuleCount() }, (_, index) => index);
  return side.map((row) => side.map((column) => qr.isDark(row, column)));
}
