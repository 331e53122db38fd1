import Type from 'typebox';

import { maxCodeLength } from './entry.ts';
import { instant, sessionIdSchema, wordOf } from './schemas.ts';
import { identities } from './words.ts';

/** What `POST /claim` takes and gives. */
export const claimBody = Type.Object(
  {
    code: Type.String({ maxLength: maxCodeLength, description: 'a code as it was carried: a token, a typed code, or payload_b64.signature' }),
    device_key: Type.String({ maxLength: 100, description: 'raw public key, 65 bytes, base64url; the claim helps entries of this device alone' }),
    signature: Type.String({ maxLength: 100, description: 'ECDSA P-256 with SHA-256, r ‖ s, base64url, over "QAT2D\\0" and the code: the claimer holds the private key' }),
    head: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', description: "entry_id at the end of the device's chain" })),
  },
  { additionalProperties: false },
);

export const claimReply = Type.Object({
  claim: Type.String({ description: 'base64url; goes into the entry as its token' }),
  claimed_at: instant,
  expires_at: Type.String({ format: 'date-time', description: 'until when an entry that carries the claim counts as received at claimed_at' }),
  course: Type.String(),
  session_id: sessionIdSchema,
  identity: wordOf(identities),
});
