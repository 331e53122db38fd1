import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TSchema } from 'typebox';

import type { Endpoint } from './endpoint.ts';
import { endpoints } from './endpoints.ts';

interface TextSchema {
  readonly type?: string;
  readonly pattern?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, TextSchema>>;
  readonly items?: TextSchema;
  readonly anyOf?: readonly TextSchema[];
  readonly enum?: unknown;
}

/** They are read as what they hold, a code, a key, an entry, and never kept as a text that holds U+0000. */
const readAsWhatTheyHold = new Set([
  ...['entry', 'device_key', 'student_id', 'session_id', 'payload', 'signature', 'submitted_at'].map((name) => `submitAttendance ${name}`),
  ...['claim code', 'claim device_key', 'claim signature', 'carry sealed', 'scanCarried sealed'],
]);

function textsIn(name: string, schema: TextSchema): readonly (readonly [name: string, schema: TextSchema])[] {
  if (schema.type === 'string' && schema.enum === undefined) return [[name, schema]];
  const inside = [...Object.entries(schema.properties ?? {}), ...[...(schema.items === undefined ? [] : [schema.items]), ...(schema.anyOf ?? [])].map((each) => [name, each] as const)];
  return inside.flatMap(([part, each]) => textsIn(part, each));
}

test('no text of a request may hold U+0000, which a database keeps and another does not', () => {
  let texts = 0;
  for (const [route, { params, query, body }] of Object.entries<Endpoint>(endpoints)) {
    for (const [name, { pattern, format }] of [params, query, body].flatMap((schema?: TSchema) => (schema === undefined ? [] : textsIn('', schema as TextSchema)))) {
      texts += 1;
      if (pattern === undefined) assert.ok(format !== undefined || readAsWhatTheyHold.has(`${route} ${name}`), `${route} ${name}`);
      else assert.doesNotMatch('a\u0000b', new RegExp(pattern), `${route}: ${name}`);
    }
  }
  assert.ok(texts > 40, `${texts} texts`);
});
