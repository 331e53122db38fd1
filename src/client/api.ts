import type { BodyOf, QueryOf, ReplyOf } from '../protocol/endpoints.ts';
import { parseJsonObject } from '../protocol/payload.ts';
import { pathOf, paths, type EndpointName } from '../protocol/paths.ts';
import { fail, ok, type Result } from '../protocol/result.ts';

export interface ApiPorts {
  readonly fetch: typeof globalThis.fetch;
  /** Origin and base path of the server; empty in a page of the server itself, which signs in by its cookie. */
  readonly baseUrl: string;
  readonly bearer?: string;
  readonly timeoutMs?: number;
}

export type ApiFailure =
  | {
      readonly kind: 'refused';
      /** One of `refusals`, or a newer server's. */
      readonly code: string;
      readonly reason: string;
      readonly status: number;
      readonly retry: boolean;
      readonly requestId: string;
      readonly field?: string;
    }
  /** Nothing that an attendance server said. */
  | { readonly kind: 'unreachable'; readonly problem: string };

type Needed<Name extends string, Value> = [Value] extends [undefined] ? unknown : { readonly [Key in Name]: Value };
type Allowed<Name extends string, Value> = [Value] extends [undefined] ? unknown : { readonly [Key in Name]?: Value };
type ParamNames<Path extends string> = Path extends `${string}:${infer Rest}`
  ? Rest extends `${infer Name}/${infer Tail}`
    ? Name | ParamNames<Tail>
    : Rest extends `${infer Name}.${string}`
      ? Name
      : Rest
  : never;
type ParamsOf<Name extends EndpointName> = [ParamNames<(typeof paths)[Name][1]>] extends [never]
  ? undefined
  : { readonly [Param in ParamNames<(typeof paths)[Name][1]>]: string };

/** What an endpoint asks for, by its row in the endpoint table. */
export type RequestOf<Name extends EndpointName> = LooseRequest &
  Needed<'params', ParamsOf<Name>> &
  Needed<'body', BodyOf<Name>> &
  Allowed<'query', QueryOf<Name>>;

export interface Api {
  /** One call and its reply: JSON by the endpoint's schema, the text of any other type. */
  call<Name extends EndpointName>(name: Name, request: RequestOf<Name>): Promise<Result<ReplyOf<Name>, ApiFailure>>;
  /** The bytes of a reply: pictures and files. */
  download<Name extends EndpointName>(name: Name, request: RequestOf<Name>): Promise<Result<Uint8Array<ArrayBuffer>, ApiFailure>>;
}

interface LooseRequest {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  /** The request outlives a page that closes; browsers allow it small bodies. */
  readonly keepalive?: boolean;
}

export const apiTimeoutMs = 15_000;

export function api({ fetch, baseUrl, bearer, timeoutMs = apiTimeoutMs }: ApiPorts): Api {
  async function ask<Value>(name: EndpointName, request: LooseRequest, read: (response: Response) => Promise<Value>): Promise<Result<Value, ApiFailure>> {
    const { params, query, body, keepalive = false } = request;
    const headers: Record<string, string> = { accept: 'application/json, */*;q=0.5', ...authorizationOf(bearer) };
    if (body !== undefined) headers['content-type'] = 'application/json';
    try {
      const response = await fetch(addressOf(baseUrl, name, params, query), {
        ...{ method: paths[name][0], headers, cache: 'no-store', credentials: 'same-origin', signal: AbortSignal.timeout(timeoutMs), keepalive },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return response.ok ? ok(await read(response)) : fail(readFailure(response.status, await response.text()));
    } catch (error) {
      return fail({ kind: 'unreachable', problem: problemOf(error) });
    }
  }

  return {
    // The server validates what it sends against the same table that these types are made of.
    call: <Name extends EndpointName>(name: Name, request: RequestOf<Name>) => ask(name, request, (response) => readBody(response) as Promise<ReplyOf<Name>>),
    download: (name, request) => ask(name, request, async (response) => new Uint8Array(await response.arrayBuffer())),
  };
}

export function authorizationOf(bearer: string | undefined): Record<string, string> {
  return bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
}

export function addressOf(
  baseUrl: string,
  name: EndpointName,
  params: Readonly<Record<string, string>> = {},
  query: Readonly<Record<string, unknown>> = {},
): string {
  const search = new URLSearchParams(Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])));
  return `${baseUrl.replace(/\/+$/, '')}${pathOf(name, params)}${search.size === 0 ? '' : `?${search}`}`;
}

/** A refusal is our server's only where it says so itself; a proxy's page is no answer. */
export function readFailure(status: number, text: string): ApiFailure {
  const { status: word, code, reason, retry, request_id: requestId, field } = parseJsonObject(text) ?? {};
  if (word !== 'error' || typeof code !== 'string' || typeof reason !== 'string') {
    return { kind: 'unreachable', problem: `something other than the attendance server answered (HTTP ${status})` };
  }
  const known = { kind: 'refused', code, reason, status, retry: retry === true, requestId: typeof requestId === 'string' ? requestId : '' } as const;
  return typeof field === 'string' ? { ...known, field } : known;
}

export function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no connection to the server';
  if (error.name === 'TimeoutError') return 'the server did not answer in time';
  if (error instanceof SyntaxError) return 'something other than the attendance server answered';
  // Node hides the reason (connection refused, name not found, certificate) one level down.
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : 'no connection to the server';
}

function readBody(response: Response): Promise<unknown> {
  return response.headers.get('content-type')?.includes('json') ? response.json() : response.text();
}
