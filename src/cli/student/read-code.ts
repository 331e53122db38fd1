import { readFile, stat } from 'node:fs/promises';

import { findCode, type CodeText } from '../../protocol/carried-code.ts';
import { fail, ok, type Result } from '../../protocol/result.ts';

export type NoCode = 'no_code_in_text' | 'no_code_in_image';

const maxImageBytes = 50_000_000;

/** The code in what a person pasted: the QR's JSON, its URL, a token, a typed code, or the path of a picture of a QR. */
export async function readCode(pasted: string): Promise<Result<CodeText, NoCode>> {
  const text = pasted.trim();
  // A file's name may look like a typed code, so a file that is there goes first.
  const file = text.startsWith('{') ? undefined : await findFile(unquoted(text));
  if (file !== undefined) return readImage(file);
  const code = findCode(text);
  return code === undefined ? fail('no_code_in_text') : ok(code);
}

async function findFile(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && found.isFile() && found.size <= maxImageBytes ? path : undefined;
}

/** Terminals quote a path that is dragged into them. */
function unquoted(path: string): string {
  return path.replace(/^(['"])(.*)\1$/, '$2');
}

/** The decoder is loaded only here, from the package's own file: its default fetches from another host. */
async function readImage(file: string): Promise<Result<CodeText, NoCode>> {
  const { prepareZXingModule, readBarcodes } = await import('zxing-wasm/reader');
  const wasm = await readFile(new URL(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')));
  await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer }, fireImmediately: true });
  const found = await readBarcodes(new Uint8Array(await readFile(file)), { formats: ['QRCode'], tryHarder: true }).catch(() => []);
  const code = found.map(({ text }) => findCode(text)).find((each) => each !== undefined);
  return code === undefined ? fail('no_code_in_image') : ok(code);
}
