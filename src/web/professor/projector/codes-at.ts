import { base64url } from '../../../protocol/base64url.ts';
import { parseHex, type Bytes } from '../../../protocol/bytes.ts';
import { blockOf, epochAt, epochStartMs, typedRhythm, type Rhythm } from '../../../protocol/code-window.ts';
import type { DisplayView } from '../../../protocol/schemas.ts';
import { tokenHeader, tokenMessage, tokenText } from '../../../protocol/token.ts';
import { typedCode, typedMessage } from '../../../protocol/typed-code.ts';
import type { Hmac } from './hmac.ts';

/** What the hall sees at one instant of server time. */
export type Showing =
  | { readonly kind: 'scheduled'; readonly opensAtMs: number }
  | { readonly kind: 'code'; readonly token: ShownCode; readonly typed: ShownCode }
  /** The keys at hand make no code for this instant: the network has been away for too long. */
  | { readonly kind: 'keys_ran_out' }
  | { readonly kind: 'closed' };

export interface ShownCode {
  /** A token's 47 letters, or a typed code's 8. */
  readonly text: string;
  /** `[fromMs, untilMs)` of server time; a static code is shown until the session closes. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A pure function of what the server said and of server time, so that every projector and every tab shows the same code. */
export async function codesAt(display: DisplayView, serverNowMs: number, hmac: Hmac): Promise<Showing> {
  const opensAtMs = Date.parse(display.session.starts_at);
  const closesAtMs = Date.parse(display.session.closes_at);
  if (display.session.state === 'closed' || serverNowMs >= closesAtMs) return { kind: 'closed' };
  if (display.session.state === 'scheduled' && serverNowMs < opensAtMs) return { kind: 'scheduled', opensAtMs };

  const rhythm = rhythmOf(display);
  const slow = typedRhythm(rhythm);
  const epoch = epochAt(rhythm, serverNowMs);
  const typedEpoch = epochAt(slow, serverNowMs);
  const key = keyOf(display, blockOf(rhythm, epoch));
  const typedKey = keyOf(display, blockOf(slow, typedEpoch));
  const tag = parseHex(display.tag);
  if (key === undefined || typedKey === undefined || tag === undefined) return { kind: 'keys_ran_out' };

  const header = tokenHeader(tag, epoch, display.display);
  const [mac, typedMac] = await Promise.all([hmac(key, tokenMessage(header)), hmac(typedKey, typedMessage(tag, typedEpoch))]);
  return {
    kind: 'code',
    token: { text: tokenText(header, mac), ...lifeOf(rhythm, epoch, closesAtMs) },
    typed: { text: typedCode(typedMac), ...lifeOf(slow, typedEpoch, closesAtMs) },
  };
}

/** The server time until which the keys at hand make codes; infinite for a static code. */
export function keysLastUntilMs({ blocks }: DisplayView): number {
  return Math.max(0, ...blocks.map(({ until_ms: untilMs }) => untilMs ?? Number.POSITIVE_INFINITY));
}

function rhythmOf(display: DisplayView): Rhythm {
  const { rotation_seconds: rotationSeconds, grace_seconds: graceSeconds } = display.session;
  return { startsAtMs: display.starts_at_ms, rotationSeconds, graceSeconds };
}

function keyOf(display: DisplayView, block: number): Bytes | undefined {
  const found = display.blocks.find((candidate) => candidate.block === block);
  return found === undefined ? undefined : base64url.decode(found.key);
}

function lifeOf(rhythm: Rhythm, epoch: number, closesAtMs: number): Pick<ShownCode, 'fromMs' | 'untilMs'> {
  if (rhythm.rotationSeconds === 0) return { fromMs: rhythm.startsAtMs, untilMs: closesAtMs };
  return { fromMs: epochStartMs(rhythm, epoch), untilMs: epochStartMs(rhythm, epoch + 1) };
}
