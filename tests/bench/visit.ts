/**
 * `npm run visit`: what a student's phone sends and is sent, in bytes over the wire with heads, bodies and TLS: a first visit, a second one and
 * a submission, by a real Chromium over HTTP/1.1 and over HTTP/2, of the server's own and through the proxies of deploy/ that are installed.
 */
import { join, resolve } from 'node:path';

import { isInstalled, proxyCertificate, proxyPrograms, startProxy } from '../faults/proxy-programs.ts';
import type { Bytes } from '../support/byte-counter.ts';
import { entryBody, originalBody, type CreatedSession } from '../support/classroom.ts';
import { makeDevice } from '../support/crypto.ts';
import { http2Client } from '../support/http2-client.ts';
import { freePort } from '../support/postgres.ts';
import { flag, readOptions } from '../support/program-options.ts';
import { makeDataDir, removeDataDir, staffToken, startServerProcess } from '../support/server.ts';
import { visitor } from './visitor.ts';

interface Row extends Bytes {
  readonly what: string;
}

interface Way {
  readonly way: string;
  readonly rows: readonly Row[];
}

const certificates = resolve(import.meta.dirname, '../http');
const tlsFiles = { TLS_CERT_FILE: join(certificates, 'localhost.cert.pem'), TLS_KEY_FILE: join(certificates, 'localhost.key.pem') };

const sessionWish = JSON.stringify({ course: 'Networks', identity: 'device', duration_minutes: 60 });

const does = 'Counts the bytes of a student\'s visits and submissions over the wire, by a real Chromium, over HTTP/1.1, over HTTP/2 and through the proxies that are installed.';
const { json } = readOptions('visit', does, { json: flag('print JSON') });

const ways = [...(await overPlainServer()), await overSecureServer()];
if (json) console.log(JSON.stringify({ ways }, null, 2));
else printTable();

/** HTTP/1.1, and HTTP/2 by each proxy that is installed. */
async function overPlainServer(): Promise<readonly Way[]> {
  const dataDir = makeDataDir();
  const server = await startServerProcess({ dataDir });
  const token = await staffToken(dataDir);
  const reply = await fetch(`${server.origin}/create_session`, { method: 'POST', headers: headersOf(token), body: sessionWish });
  const session = (await reply.json()) as CreatedSession;
  const found: Way[] = [{ way: 'HTTP/1.1 without TLS', rows: await visits('http', server.port, session) }];
  for (const program of proxyPrograms.filter(isInstalled)) {
    const proxy = await startProxy(program, [server.port], await freePort());
    found.push({ way: `HTTP/2 by ${program.name}`, rows: await visits('https', proxy.tls, session) });
    await proxy.stop();
  }
  await server.stop();
  removeDataDir(dataDir);
  return found;
}

async function overSecureServer(): Promise<Way> {
  const dataDir = makeDataDir();
  const server = await startServerProcess({ dataDir, env: tlsFiles });
  const client = await http2Client(`https://localhost:${server.port}`, proxyCertificate.cert);
  const { body } = await client.ask('/create_session', { headers: headersOf(await staffToken(dataDir)), body: sessionWish });
  client.close();
  const rows = await visits('https', server.port, JSON.parse(String(body)) as CreatedSession);
  await server.stop();
  removeDataDir(dataDir);
  return { way: 'HTTP/2 by the server', rows };
}

async function visits(scheme: 'http' | 'https', port: number, session: CreatedSession): Promise<readonly Row[]> {
  const phone = await visitor(scheme, port);
  const student = `2026IMT-${port}`;
  try {
    return [
      { what: 'first visit, the page by itself', ...(await phone.loadPage()) },
      { what: 'first visit, with what works offline', ...(await phone.visitFirst()) },
      { what: 'second visit', ...(await phone.visitAgain()) },
      { what: 'submission, the original\'s five fields', ...(await phone.submit(originalBody(session, `${student}-1`))) },
      { what: 'submission, signed by the device', ...(await phone.submit(entryBody(session, `${student}-2`, makeDevice()))) },
    ];
  } finally {
    await phone.close();
  }
}

function headersOf(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
}

function printTable(): void {
  console.log('bytes over the wire, up / down (connections)');
  const columns = ['', ...ways.map(({ way }) => way)];
  const lines = ways[0]!.rows.map(({ what }, index) => [what, ...ways.map(({ rows }) => cellOf(rows[index]!))]);
  const widths = columns.map((_, column) => Math.max(...[columns, ...lines].map((line) => line[column]!.length)));
  for (const line of [columns, ...lines]) console.log(line.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd());
  for (const { what, asked } of ways[0]!.rows) console.log(`\n${what}\n${asked.map((line) => `  ${line}`).join('\n')}`);
}

function cellOf({ up, down, connections }: Bytes): string {
  return `${up} / ${down}${connections === 0 ? '' : ` (${connections})`}`;
}
