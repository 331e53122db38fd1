import qrcode from 'qrcode-generator';

/** A QR as one SVG path in units of modules, dark on light, with its quiet zone around it. */
export interface QrPicture {
  /** Width and height in modules, quiet zone included. */
  readonly side: number;
  readonly path: string;
}

/** ISO/IEC 18004 asks for four light modules on every side. */
export const quietModules = 4;

const alphanumeric = /^[0-9A-Z $%*+\-./:]*$/;

/** Letters of the alphanumeric mode take 5.5 bits each, all others eight: a text in segments is smaller than as a whole. */
export function drawQr(level: 'L' | 'M', segments: readonly string[]): QrPicture {
  const qr = qrcode(0, level);
  for (const text of segments) qr.addData(text, alphanumeric.test(text) ? 'Alphanumeric' : 'Byte');
  qr.make();
  const modules = qr.getModuleCount();
  let path = '';
  for (let row = 0; row < modules; row++) {
    for (let from = 0; from < modules; from++) {
      if (!qr.isDark(row, from)) continue;
      let until = from + 1;
      while (until < modules && qr.isDark(row, until)) until++;
      path += `M${from + quietModules} ${row + quietModules}h${until - from}v1h${from - until}z`;
      from = until;
    }
  }
  return { side: modules + 2 * quietModules, path };
}
