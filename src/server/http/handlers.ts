import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { StaffToken } from '../../attendance/staff.ts';
import type { BodyOf, Endpoints, QueryOf, ReplyOf } from '../../protocol/endpoints.ts';
import type { EndpointName } from '../../protocol/paths.ts';
import type { Result } from '../../protocol/result.ts';
import type { RouteRefusal } from './refuse.ts';

/** A request that was let in and parsed. */
export interface Asked<Name extends EndpointName> {
  /** Each is empty where the path does not name it. */
  readonly sessionId: string;
  /** base64url of 32 bytes. */
  readonly deviceId: string;
  readonly displayId: string;
  readonly query: QueryOf<Name>;
  readonly body: BodyOf<Name>;
  readonly staff: Endpoints[Name]['who'] extends 'staff' ? StaffToken : undefined;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** `sent` is the answer of a route that writes its reply itself. */
export type Answer<Name extends EndpointName> = Result<ReplyOf<Name> | Uint8Array | 'sent', RouteRefusal>;

export type Handler<Name extends EndpointName> = (asked: Asked<Name>) => Promise<Answer<Name>> | Answer<Name>;

/** One handler for each line of the endpoint table; a missing one does not compile. */
export type Handlers = { readonly [Name in EndpointName]: Handler<Name> };
