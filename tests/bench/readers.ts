import { readFileSync } from 'node:fs';

import { scanGrayBuffer } from '@undecaf/zbar-wasm';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

import type { GrayPicture } from './camera.ts';

/** Independent readers; each answers the first QR's text, or undefined. */
export type Reader = (picture: GrayPicture) => Promise<string | undefined>;

const wasm = readFileSync(new URL('../../node_modules/zxing-wasm/dist/reader/zxing_reader.wasm', import.meta.url));
prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer } });

export const readers: Readonly<Record<'zxing' | 'zbar', Reader>> = {
  zxing: async (picture) => {
    const [found] = await readBarcodes(colours(picture), { formats: ['QRCode'], maxNumberOfSymbols: 1 });
    return found?.isValid === true ? found.text : undefined;
  },
  zbar: async ({ width, height, pixels }) => {
    const [found] = await scanGrayBuffer(pixels.slice().buffer, width, height);
    return found?.decode();
  },
};

function colours({ width, height, pixels }: GrayPicture): ImageData {
  const data = new Uint8ClampedArray(pixels.length * 4).fill(255);
  for (const [at, value] of pixels.entries()) data.fill(value, at * 4, at * 4 + 3);
  return { width, height, data, colorSpace: 'srgb' } as ImageData;
}
