import Type from 'typebox';

import { instant, receipt, sessionIdSchema } from './schemas.ts';

/** The shapes around a signed receipt. `signed-receipt.ts` reads one without them, since a page that checks receipts needs no more. */

const closed = { additionalProperties: false } as const;

export const receiptBody = Type.Object(
  { entry_id: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', description: "base64url of SHA-256 of the entry; only the entry's device and who it told know it" }) },
  closed,
);

/** The file that a student saves. */
export const signedReceipt = Type.Object({
  receipt: Type.String({ description: "base64url of the content's UTF-8 JSON, no padding: the exact bytes that are signed" }),
  signature: Type.String({ description: 'ECDSA P-256 with SHA-256 over those bytes, r ‖ s, base64url' }),
  key_id: Type.String({ pattern: '^[0-9a-f]{16}$', description: 'the first 8 bytes of SHA-256 of the raw public key, hex' }),
});
export type SignedReceipt = Type.Static<typeof signedReceipt>;

const { attendance, grade, standing, reasons } = receipt.properties;

/** What the server states in a receipt. */
export const receiptContent = Type.Object({
  v: Type.Literal(1),
  server: Type.Union([Type.String(), Type.Null()], { description: 'PUBLIC_URL; null where it is not set' }),
  session_id: sessionIdSchema,
  course: Type.String(),
  student_id: Type.String(),
  ...{ attendance, grade, standing, reasons },
  scanned_at: instant,
  received_at: instant,
  latency_seconds: Type.Number(),
  entry_id: Type.String(),
  issued_at: instant,
  attendance_now: Type.Union([Type.Object({ attendance, grade, standing }), Type.Null()], {
    description: 'the state of the record when the receipt was issued; null where it is as this entry made it',
  }),
});
export type ReceiptContent = Type.Static<typeof receiptContent>;

export const receiptKeyView = Type.Object({
  key_id: Type.String({ pattern: '^[0-9a-f]{16}$' }),
  jwk: Type.Object({
    kty: Type.Literal('EC'),
    crv: Type.Literal('P-256'),
    x: Type.String(),
    y: Type.String(),
    alg: Type.Literal('ES256'),
    use: Type.Literal('sig'),
    kid: Type.String({ description: 'the same as key_id' }),
  }),
});
export type ReceiptKeyView = Type.Static<typeof receiptKeyView>;
