import { createHmac } from 'node:crypto';

import type { DisplayView } from '../../src/protocol/schemas.ts';
import { codesAt } from '../../src/web/professor/projector/codes-at.ts';
import type { CreatedSession } from './classroom.ts';
import type { HttpClient } from './http-client.ts';

/** The token that a projector of this session shows now, or showed so long ago, made from what the server gives to projectors. */
export async function projectedCode(client: HttpClient, token: string, { session_id: sessionId }: CreatedSession, agoMs = 0): Promise<string> {
  const { status, body } = await client.send(`/sessions/${sessionId}/display`, { headers: { authorization: `Bearer ${token}` } });
  if (status !== 200) throw new Error(`display answered ${status}: ${body}`);
  const display = JSON.parse(body) as DisplayView;
  const showing = await codesAt(display, display.server_now_ms - agoMs, async (key, message) => createHmac('sha256', key).update(message).digest());
  if (showing.kind !== 'code') throw new Error(`the projector shows no code: ${showing.kind}`);
  return showing.token.text;
}
