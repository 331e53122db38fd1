import Type from 'typebox';

/** A sealed entry that somebody else's phone brings to the server. The seal says all: the carrier learns and changes nothing. */

const closed = { additionalProperties: false } as const;

export const carryBody = Type.Object(
  { sealed: Type.String({ minLength: 1, maxLength: 12_000, description: 'what the QR on the other screen says behind the X, base 32' }) },
  closed,
);

export const carryReply = Type.Object({ status: Type.Literal('carried') }, { description: 'delivered; what became of it, the phone that made it learns' });

/** To staff, who see the student, the outcome is told. */
export const scanCarriedReply = Type.Object({
  student_id: Type.String(),
  outcome: Type.Enum(['accepted', 'duplicate', 'refused']),
  code: Type.String({ description: '`accepted`, or the code of the refusal' }),
  reason: Type.String(),
  grade: Type.Union([Type.String(), Type.Null()]),
});

export const carryKeyView = Type.Object({
  key_id: Type.String({ pattern: '^[0-9a-f]{16}$', description: 'the first 8 bytes of SHA-256 of the raw public key, hex' }),
  public_key: Type.String({ description: 'raw P-256 public key, 65 bytes, base64url' }),
});
