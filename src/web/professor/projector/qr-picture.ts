import { drawQr, type QrPicture } from '../../ui/qr-picture.ts';

/**
 * The code's URL in three segments: what stands before `#` and the token are upper case and take 5.5 bits a letter, `#` alone
 * takes eight. Every token has the same length, so every picture of a session has the same version and size.
 */
export function qrPictureOf(urlPrefix: string, token: string): QrPicture {
  return drawQr('M', [urlPrefix, '#', token]);
}
