import type { FastifyReply, FastifyRequest } from 'fastify';

/** A browser asks so where somebody typed an address or followed a link; programs do not. */
export function isForPeople({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean {
  return (method === 'GET' || method === 'HEAD') && headers.accept?.includes('text/html') === true;
}

/** Without a style or a script of its own: it stands wherever an address was mistyped, and its links are of the root. */
const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>No such page</title>
<main>
<h1>There is no page at this address</h1>
<p>Look at its letters once more, or begin at one of these:</p>
<ul>
<li><a href="/s">Record your attendance</a></li>
<li><a href="/staff">Sessions, for staff</a></li>
<li><a href="/receipt">Check a receipt</a></li>
</ul>
</main>
</html>
`;

export function sendNoPage(reply: FastifyReply): FastifyReply {
  return reply.code(404).headers({ 'cache-control': 'no-store', 'content-type': 'text/html; charset=utf-8', vary: 'accept' }).send(page);
}
