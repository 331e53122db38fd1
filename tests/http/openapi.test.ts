import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { refusals } from '../../src/protocol/codes.ts';
import type { Endpoint } from '../../src/protocol/endpoint.ts';
import { endpoints } from '../../src/protocol/endpoints.ts';
import { paths, type EndpointName } from '../../src/protocol/paths.ts';
import { startServer, type RunningServer } from './start-server.ts';

/** The description that the server gives of itself says what the endpoint table says, and is OpenAPI 3.1. */

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly Record<string, readonly string[]>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: object }[];
  readonly requestBody?: { readonly required: boolean; readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Record<string, { readonly description: string; readonly content: Record<string, object> }>;
}

interface Description {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, object>; readonly securitySchemes: Record<string, { readonly type: string }> };
}

let server: RunningServer;
let description: Description;
before(async () => {
  server = await startServer();
  const reply = await fetch(`${server.origin}/openapi.json`);
  assert.equal(reply.headers.get('content-type'), 'application/json; charset=utf-8');
  description = (await reply.json()) as Description;
});
after(() => server.stop());

const names = Object.keys(paths) as EndpointName[];
const shownPath = (name: EndpointName) => paths[name][1].replace(/:(\w+?)(?=\.|\/|$)/g, '{$1}');

test('it is OpenAPI 3.1 with a title and a version', () => {
  assert.match(description.openapi, /^3\.1\.\d+$/);
  assert.match(description.info.version, /^\d+\.\d+\.\d+$/);
  assert.notEqual(description.info.title, '');
});

test('it has every endpoint of the table and no other', () => {
  const described = Object.entries(description.paths).flatMap(([path, of]) => Object.keys(of).map((method) => `${method.toUpperCase()} ${path}`));
  assert.deepEqual(described.toSorted(), names.map((name) => `${paths[name][0]} ${shownPath(name)}`).toSorted());
});

for (const name of names) {
  test(`it says of ${name} who may ask, what is sent, and each status that can come back`, () => {
    const { who, reply, refusals: codes, params, query, body }: Endpoint = endpoints[name];
    const operation = description.paths[shownPath(name)]![paths[name][0].toLowerCase()]!;
    assert.equal(operation.operationId, name);
    assert.deepEqual(operation.security, who === 'staff' ? [{ token: [] }, { browser: [] }] : []);
    const statuses = new Set([reply[0], ...codes.map((code) => refusals[code].status)].map(String));
    assert.deepEqual(Object.keys(operation.responses).toSorted(), [...statuses, 'default'].toSorted());
    for (const code of codes) assert.match(operation.responses[refusals[code].status]!.description, new RegExp(`\`${code}\``));
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    assert.deepEqual(inPath.map((parameter) => [parameter.name, parameter.required]), [...paths[name][1].matchAll(/:(\w+?)(?=\.|\/|$)/g)].map(([, place]) => [place, true]));
    assert.equal(inPath.length > 0, params !== undefined);
    assert.equal((operation.parameters ?? []).some((parameter) => parameter.in === 'query'), query !== undefined);
    assert.equal(operation.requestBody !== undefined, body !== undefined);
    for (const response of Object.values(operation.responses)) assert.notEqual(Object.keys(response.content).length, 0);
  });
}

test('every reference leads somewhere', () => {
  const references = [...JSON.stringify(description).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference!);
  assert.ok(references.length > 0);
  for (const reference of references) {
    const target = reference.slice(2).split('/').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], description);
    assert.notEqual(target, undefined, reference);
  }
  const used = new Set(Object.values(description.paths).flatMap((of) => Object.values(of).flatMap(({ security }) => security.flatMap(Object.keys))));
  assert.deepEqual([...used].toSorted(), Object.keys(description.components.securitySchemes).toSorted());
});
