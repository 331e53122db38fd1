import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

import type { DeskReply } from '../../src/protocol/desk-schemas.ts';
import type { DeskClass } from './desk-class.ts';
import type { StaffStage } from './stage.ts';

/** The desk of a class, as staff see it and as the server holds it. */
export function desksOf({ server, client, token, staff }: StaffStage) {
  return {
    async openDesk({ session }: DeskClass, context = staff, student = ''): Promise<Page> {
      const page = await context.newPage();
      await page.goto(`${server.origin}/staff/sessions/${session.session_id}/desk${student === '' ? '' : `?student=${student}`}`);
      await page.getByRole('heading', { name: /^Desk: / }).waitFor();
      return page;
    },
    async deskOf({ session }: DeskClass): Promise<DeskReply> {
      const { status, body } = await client.send(`/sessions/${session.session_id}/desk`, { headers: { authorization: `Bearer ${token}` } });
      assert.equal(status, 200, body);
      return JSON.parse(body) as DeskReply;
    },
  };
}
