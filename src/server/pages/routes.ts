import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { staffCookie } from '../auth/gate.ts';
import { sendRefusal } from '../http/refuse.ts';
import { refusal } from '../../protocol/codes.ts';
import type { PageFile } from './page-files.ts';

const student = 'student/student.html';
const professor = 'professor/professor.html';
const receipt = 'receipt/receipt.html';

/** With `pageLeads` the only routes that are not in the endpoint table: pages and what they are made of. Each leads to a built page or a directory of files. */
export const pageRoutes = {
  '/s': student,
  '/S': student,
  '/staff': professor,
  '/staff/*': professor,
  '/setup': professor,
  '/sign_in': professor,
  '/receipt': receipt,
  '/sw.js': 'sw.js',
  '/manifest.webmanifest': 'manifest.webmanifest',
  '/assets/*': 'assets/',
  '/icons/*': 'icons/',
} as const;

/** Addresses that people type or remember, and the page that each of them leads to, before anybody is asked who he is. */
export const pageLeads = {
  '/': (request: FastifyRequest) => (request.cookies[staffCookie] !== undefined ? '/staff' : '/s'),
  '/attendance/:session_id/desk': (request: FastifyRequest) => `/staff/sessions/${encodeURIComponent((request.params as { readonly session_id: string }).session_id)}/desk`,
} as const;

const notBuilt = 'The pages are not built yet. Run "npm run build" in the project\'s directory and start the server again.\n';

/** What the metrics count them as. */
const asPage = { config: { endpoint: 'page' } };

export function registerPages(app: FastifyInstance, files: ReadonlyMap<string, PageFile>): void {
  for (const [url, leadsTo] of Object.entries(pageLeads)) app.get(url, asPage, (request, reply) => reply.redirect(leadsTo(request), 302));

  for (const [url, target] of Object.entries(pageRoutes)) {
    app.get(url, asPage, (request, reply) => {
      const name = target.endsWith('/') ? target + (request.params as { readonly '*': string })['*'] : target;
      const file = files.get(name);
      if (file !== undefined) return sendFile(request, reply, file, name.startsWith('assets/'));
      if (target.endsWith('.html')) return reply.code(503).type('text/plain; charset=utf-8').send(notBuilt);
      return sendRefusal(reply, refusal('not_found'));
    });
  }
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: PageFile, isHashed: boolean): FastifyReply {
  void reply.headers({
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    'content-type': file.contentType,
    etag: file.etag,
    vary: 'accept-encoding',
  });
  if (request.headers['if-none-match']?.includes(file.etag) === true) return reply.code(304).send();
  const accepted = String(request.headers['accept-encoding'] ?? '');
  if (file.br !== undefined && /\bbr\b/.test(accepted)) return reply.header('content-encoding', 'br').send(file.br);
  if (file.gzip !== undefined && /\bgzip\b/.test(accepted)) return reply.header('content-encoding', 'gzip').send(file.gzip);
  return reply.send(file.plain);
}
