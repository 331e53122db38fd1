import { createHmac } from 'node:crypto';

import { base64url } from '../protocol/base64url.ts';
import { parseHex } from '../protocol/bytes.ts';
import { blockOf, epochAt, epochStartMs, typedRhythm, type Rhythm } from '../protocol/code-window.ts';
import type { DisplayView } from '../protocol/schemas.ts';
import { tokenHeader, tokenMessage, tokenText } from '../protocol/token.ts';
import { displayedTypedCode, typedCode, typedMessage } from '../protocol/typed-code.ts';

/** The code that is on the screen at an instant. */
export interface ShownCode {
  readonly epoch: number;
  readonly url: string;
  /** In two groups of four; null where staff switched typed codes off. */
  readonly typed: string | null;
  /** Server time at which the next code begins; null where the code is static. */
  readonly untilMs: number | null;
}

/**
 * Makes the code of a server instant from the display keys at hand, as a projector does. Undefined before the session starts
 * and where no key for the instant is there: ask the server for newer ones.
 */
export function shownCode(display: DisplayView, serverNowMs: number): ShownCode | undefined {
  const { rotation_seconds: rotationSeconds, grace_seconds: graceSeconds, typed_enabled: isTypedOn } = display.session;
  const rhythm: Rhythm = { startsAtMs: display.starts_at_ms, rotationSeconds, graceSeconds };
  const epoch = epochAt(rhythm, serverNowMs);
  const typedEpoch = epochAt(typedRhythm(rhythm), serverNowMs);
  const key = keyOf(display, blockOf(rhythm, epoch));
  const typedKey = keyOf(display, blockOf(typedRhythm(rhythm), typedEpoch));
  const tag = parseHex(display.tag);
  if (epoch < 0 || key === undefined || typedKey === undefined || tag === undefined) return undefined;

  const header = tokenHeader(tag, epoch, display.display);
  return {
    epoch,
    url: `${display.url_prefix}#${tokenText(header, hmac(key, tokenMessage(header)))}`,
    typed: isTypedOn ? displayedTypedCode(typedCode(hmac(typedKey, typedMessage(tag, typedEpoch)))) : null,
    untilMs: rotationSeconds === 0 ? null : epochStartMs(rhythm, epoch + 1),
  };
}

function keyOf({ blocks }: DisplayView, block: number): Uint8Array | undefined {
  const found = blocks.find((each) => each.block === block);
  return found === undefined ? undefined : base64url.decode(found.key);
}

function hmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(message).digest();
}
