import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TObject, TSchema } from 'typebox';

import type { StaffToken } from '../../attendance/staff.ts';
import { refusal, type Refusal } from '../../protocol/codes.ts';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import { paths, type EndpointName } from '../../protocol/paths.ts';
import { fail, ok, type Result } from '../../protocol/result.ts';
import type { Asked, Handler, Handlers } from './handlers.ts';
import { sendRefusal } from './refuse.ts';
import { queryValidatorOf, validatorOf, type Validate } from './validate.ts';

/** Who is asking; a refusal where the request may not pass. */
export interface Gate {
  staff(request: FastifyRequest): Promise<Result<StaffToken, Refusal>>;
  /** Asked where a browser is signed in or out: a page of another site may not do that. */
  browser(request: FastifyRequest): Result<undefined, Refusal>;
}

/** An address that a request is led to instead, before anybody is asked who he is. */
export type Lead = (request: FastifyRequest) => string | undefined;

/** The use case itself parses these bodies, with the original contract's words. */
const parsedByUseCase: ReadonlySet<EndpointName> = new Set(['submitAttendance']);

/** Registers every endpoint of the table, and nothing else. */
export function registerEndpoints(app: FastifyInstance, handlers: Handlers, gate: Gate, leads: Partial<Record<EndpointName, Lead>>): void {
  for (const name of Object.keys(paths) as EndpointName[]) registerOne(app, name, handlers[name] as Handler<EndpointName>, gate, leads[name]);
}

function registerOne(app: FastifyInstance, name: EndpointName, handle: Handler<EndpointName>, gate: Gate, lead: Lead | undefined): void {
  const endpoint: Endpoint = endpoints[name];
  const [method, url] = paths[name];
  const [status, content] = endpoint.reply;
  const parse = parserOf(name, endpoint);
  const isForBrowsers = endpoint.refusals.includes('foreign_origin');
  const contentType = typeof content === 'string' ? mediaTypeOf(content) : 'application/json; charset=utf-8';

  app.route({
    method,
    url,
    config: { who: endpoint.who, endpoint: name },
    onRequest: async (request, reply) => {
      const address = lead?.(request);
      if (address !== undefined) return reply.redirect(address, 302);
      const passed = endpoint.who === 'staff' ? await gate.staff(request) : isForBrowsers ? gate.browser(request) : ok(undefined);
      if (!passed.ok) return sendRefusal(reply, passed.failure);
      staffOf.set(request, passed.value);
      return undefined;
    },
    handler: async (request, reply) => {
      const asked = parse(request, reply);
      if (!asked.ok) return sendRefusal(reply, asked.failure);
      const answer = await handle(asked.value);
      if (!answer.ok) return sendRefusal(reply, answer.failure);
      if (answer.value === 'sent') return reply;
      if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
      void reply.code(status).header('content-type', contentType);
      const isRaw = typeof answer.value === 'string' || answer.value instanceof Uint8Array;
      return reply.send(isRaw ? answer.value : JSON.stringify(answer.value));
    },
  });
}

const staffOf = new WeakMap<FastifyRequest, StaffToken | undefined>();

type Parse = (request: FastifyRequest, reply: FastifyReply) => Result<Asked<EndpointName>, Refusal>;

function parserOf(name: EndpointName, endpoint: Endpoint): Parse {
  const asItIs: Validate = ok;
  const places = placesOf(endpoint);
  const validateQuery = endpoint.query === undefined ? asItIs : queryValidatorOf(endpoint.query);
  const validateBody = endpoint.body === undefined || parsedByUseCase.has(name) ? asItIs : validatorOf(endpoint.body as TSchema);
  return (request, reply) => {
    const params = request.params as Readonly<Partial<Record<Place, string>>>;
    const wrong = places.find(({ place, validate }) => !validate(params[place]).ok);
    if (wrong !== undefined) return fail(refusalOfPlace[wrong.place]);
    const { session_id: sessionId = '', device_id: deviceId = '', display_id: displayId = '' } = params;
    const query = validateQuery(request.query);
    if (!query.ok) return query;
    const body = validateBody(request.body === undefined ? {} : request.body);
    if (!body.ok) return body;
    const staff = staffOf.get(request) as never;
    return ok({ sessionId, deviceId, displayId, query: query.value as never, body: body.value as never, staff, request, reply });
  };
}

type Place = keyof typeof refusalOfPlace;

/** What a path names in a form that nothing of its kind has: there is no such thing. Only a display names itself. */
const refusalOfPlace = {
  session_id: refusal('unknown_session'),
  device_id: refusal('unknown_device'),
  display_id: refusal('malformed', 'display_id'),
} as const;

function placesOf({ params }: Endpoint): readonly { readonly place: Place; readonly validate: Validate }[] {
  const schemas = Object.entries((params as TObject | undefined)?.properties ?? {});
  return schemas.map(([place, schema]) => ({ place: place as Place, validate: validatorOf(schema) }));
}

function mediaTypeOf(content: string): string {
  return content.startsWith('text/') ? `${content}; charset=utf-8` : content;
}
