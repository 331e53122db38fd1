import { crockford } from './crockford.ts';
import { isSignatureText, parseJsonObject } from './payload.ts';
import { tokenLetters } from './token.ts';
import { parseTypedCode, typedLetters } from './typed-code.ts';

/**
 * A code as it was carried, in one line of text. Its form tells the carrier: a token has 47 letters, a typed code 8, and the
 * JSON carrier is `payload_b64`, a dot and `signature`, each exactly as it was read.
 */
export type CodeText = string;

export type Carrier = 'token' | 'json' | 'typed';

export function carrierOf(code: CodeText): Carrier | undefined {
  if (code.length === typedLetters) return 'typed';
  if (code.length === tokenLetters) return 'token';
  return code.includes('.') ? 'json' : undefined;
}

/** The parts of a JSON carrier's code text. */
export function splitJsonCode(code: CodeText): { readonly payloadB64: string; readonly signature: string } | undefined {
  const dot = code.indexOf('.');
  const signature = code.slice(dot + 1);
  return dot > 0 && isSignatureText(signature) ? { payloadB64: code.slice(0, dot), signature } : undefined;
}

/**
 * The projector's URL. Scheme, host and path are upper case and the code is base 32, so that a QR holds them in its
 * alphanumeric mode, 5.5 bits a letter; `#` keeps the code off the wire and out of logs.
 */
export function codeUrl(publicUrl: string, token: CodeText): string {
  return `${codeUrlPrefix(publicUrl)}#${token}`;
}

export function codeUrlPrefix(publicUrl: string): string {
  return `${publicUrl.replace(/\/+$/, '').toUpperCase()}/S`;
}

/**
 * Finds the code in whatever a camera, a clipboard or a keyboard gave: our URL, a bare token, the JSON carrier, a typed
 * code. Undefined where there is none. It judges the form alone; only the server can say whether a code is good.
 */
export function findCode(scanned: string): CodeText | undefined {
  const text = scanned.trim();
  if (text.startsWith('{')) return codeOfJsonCarrier(text);
  const token = text.slice(text.lastIndexOf('#') + 1).toUpperCase();
  if (token.length === tokenLetters && crockford.decode(token) !== undefined) return token;
  return parseTypedCode(text);
}

function codeOfJsonCarrier(text: string): CodeText | undefined {
  const fields = parseJsonObject(text);
  const carrier = fields?.['qr_payload'] ?? fields;
  if (typeof carrier !== 'object' || carrier === null) return undefined;
  const { payload_b64: payloadB64, signature } = carrier as Record<string, unknown>;
  if (typeof payloadB64 !== 'string' || typeof signature !== 'string' || !isSignatureText(signature)) return undefined;
  return `${payloadB64}.${signature}`;
}
