import type { TSchema } from 'typebox';

import { refusals, type RefusalCode } from '../protocol/codes.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import { endpoints } from '../protocol/endpoints.ts';
import { paths, type EndpointName } from '../protocol/paths.ts';
import type { ReceiptKeyView } from '../protocol/receipt-schemas.ts';
import { errorReply } from '../protocol/schemas.ts';
import { version } from './version.ts';

type Json = { readonly [name: string]: unknown };

/** OpenAPI 3.1 of the endpoint table: the same lines that the server registers and the client calls. The key of receipts stands beside them. */
export function openApi(receiptKey: ReceiptKeyView): Json {
  const described: Record<string, Json> = {};
  for (const name of Object.keys(paths) as EndpointName[]) {
    const [method, path] = paths[name];
    const shown = path.replace(/:([a-z_]+)/g, '{$1}');
    described[shown] = { ...described[shown], [method.toLowerCase()]: operationOf(name, endpoints[name]) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'QR Attendance Tracker', version, license: { name: 'MIT', identifier: 'MIT' }, description: 'Whatever may be asked with GET may be asked with HEAD: the same answer without its body.' },
    servers: [{ url: '/' }],
    'x-receipt-key': receiptKey,
    paths: described,
    components: {
      schemas: { ErrorReply: errorReply },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'made by "attend token create"' },
        browser: { type: 'apiKey', in: 'cookie', name: 'attend_staff', description: 'a signed-in browser' },
      },
    },
  };
}

function operationOf(name: EndpointName, endpoint: Endpoint): Json {
  const { summary, who, params, query, body, reply } = endpoint;
  const [status, content] = reply;
  return {
    operationId: name,
    summary,
    ...(who === 'staff' ? { security: [{ token: [] }, { browser: [] }] } : { security: [] }),
    ...(params === undefined && query === undefined ? {} : { parameters: [...parametersOf(params, 'path'), ...parametersOf(query, 'query')] }),
    ...(body === undefined ? {} : { requestBody: { required: isRequired(body), content: { 'application/json': { schema: body } } } }),
    responses: {
      [status]: { description: summary, content: typeof content === 'string' ? { [content]: {} } : { 'application/json': { schema: content } } },
      ...refusalsByStatus(endpoint.refusals),
      default: errorResponse('any other refusal'),
    },
  };
}

function refusalsByStatus(codes: readonly RefusalCode[]): Json {
  const byStatus = Map.groupBy(codes, (code) => refusals[code].status);
  return Object.fromEntries([...byStatus].map(([status, those]) => [status, errorResponse(those.map((code) => `\`${code}\``).join(', '))]));
}

function errorResponse(description: string): Json {
  return { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/ErrorReply' } } } };
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
}

function parametersOf(schema: TSchema | undefined, place: 'path' | 'query'): readonly Json[] {
  const { properties = {}, required = [] } = (schema ?? {}) as ObjectSchema;
  return Object.entries(properties).map(([name, of]) => ({ name, in: place, required: required.includes(name), schema: of }));
}

/** A body whose every field may be left out may be left out itself. */
function isRequired(body: TSchema): boolean {
  const { required = [], anyOf } = body as ObjectSchema & { readonly anyOf?: unknown };
  return anyOf !== undefined || required.length > 0;
}
