/**
 * `npm run proxies`: runs deploy/nginx.conf and deploy/haproxy.cfg in front of two nodes, where these programs are installed, and says what
 * became of a rolling restart, of a killed node and of a live page behind each.
 */
import { watch } from '../http/watch.ts';
import { attendanceOf, createSession, entryBody, originalBody } from '../support/classroom.ts';
import { makeDevice } from '../support/crypto.ts';
import { httpClient, sendJson } from '../support/http-client.ts';
import { http2Client } from '../support/http2-client.ts';
import { nodesOver } from '../support/nodes.ts';
import { freePort } from '../support/postgres.ts';
import { readOptions } from '../support/program-options.ts';
import { compareRows, startLoad } from '../support/retrying-load.ts';
import type { ServerProcess } from '../support/server.ts';
import { somePostgres } from '../support/some-postgres.ts';
import { isInstalled, proxyCertificate, proxyPrograms, startProxy, until, type ProxyProgram, type RunningProxy } from './proxy-programs.ts';

readOptions('proxies', 'Runs nginx and HAProxy with the files of deploy/ before two nodes, restarts and kills nodes under load, and prints what became of every submission.', {});

const postgres = await somePostgres();
const faults: string[] = [];
for (const proxy of proxyPrograms) {
  if (isInstalled(proxy)) await tryProxy(proxy);
  else console.log(`${proxy.name}: not installed here, so not tried`);
}
await postgres.remove();
for (const fault of faults) console.log(`  ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;

async function tryProxy(proxy: ProxyProgram): Promise<void> {
  const nodes = await nodesOver(await postgres.newDatabase());
  const tls = await freePort();
  const publicUrl = `https://localhost:${tls}`;
  const running = await Promise.all([nodes.start({ publicUrl }), nodes.start({ publicUrl })]);
  const started = await startProxy(proxy, running.map(({ port }) => port), tls);
  try {
    await speakHttp2(proxy.name, started, nodes.token);
    await loadThrough(proxy.name, started.plain, running, nodes);
  } finally {
    await started.stop();
    await nodes.remove();
  }
}

/** A page, submissions of both kinds and a live stream on one connection of HTTP/2, as a phone and a laptop open it. */
async function speakHttp2(name: string, { plain, tls }: RunningProxy, token: string): Promise<void> {
  const staff = httpClient(plain, 1);
  const session = await createSession(staff, token, { identity: 'device', duration_minutes: 60 });
  staff.close();
  const client = await http2Client(`https://localhost:${tls}`, proxyCertificate.cert);
  const expect = (what: string, found: unknown, wanted: unknown): void => {
    if (found !== wanted) faults.push(`${name}, HTTP/2: ${what} is ${String(found)} and not ${String(wanted)}`);
  };
  expect('what was negotiated', client.session.alpnProtocol, 'h2');
  const page = await client.ask('/s', { headers: { 'accept-encoding': 'br' } });
  expect('the status of the page', page.status, 200);
  expect('its coding', page.headers['content-encoding'], 'br');
  // Twice would be one text with a comma.
  expect('the HSTS of the page', page.headers['strict-transport-security'], 'max-age=15552000');
  expect('the status of /metrics', (await client.ask('/metrics')).status, 404);

  const path = `/sessions/${session.session_id}/live`;
  const live = client.readUntil(path, { authorization: `Bearer ${token}` }, (text) => text.includes('"LAST-ONE"'));
  const sentMs = performance.now();
  const open = await client.ask('/submit_attendance', { body: originalBody(session, 'FIRST-ONE') });
  const sealed = await client.ask('/submit_attendance', { body: entryBody(session, 'LAST-ONE', makeDevice()) });
  for (const [what, { status, headers, body }] of [['a plain submission', open], ['a signed submission', sealed]] as const) {
    expect(`the status of ${what}`, status, 201);
    const { request_id: id } = JSON.parse(String(body)) as { readonly request_id: string };
    expect(`the request id in the head of ${what}`, headers['x-request-id'], id);
    if (!/^[0-9a-f]{32}$|^[0-9a-f]{8}-[0-9a-f]{4}-/.test(id)) faults.push(`${name}: the request id ${id} is not the proxy's`);
  }
  expect('the status of the live stream', (await live).status, 200);
  const shownMs = Math.round(performance.now() - sentMs);
  console.log(`${name}: HTTP/2 is negotiated; the page, two submissions and a live stream that shows both ${shownMs} ms after the first was sent, on one connection`);
  client.close();
}

async function loadThrough(name: string, port: number, running: ServerProcess[], { token, start }: Awaited<ReturnType<typeof nodesOver>>): Promise<void> {
  const client = httpClient(port, 2);
  const session = await createSession(client, token, { duration_minutes: 600 });
  const reader = await watch(`http://127.0.0.1:${port}/sessions/${session.session_id}/live`, token);
  await reader.next();
  await sendJson(client, '/submit_attendance', entryBody(session, 'FIRST', null));
  const storedMs = performance.now();
  await reader.until((table) => table.has('FIRST'));
  console.log(`${name}: a live page shows a submission ${Math.round(performance.now() - storedMs)} ms after its receipt`);
  reader.close();

  const load = startLoad({ ports: () => [port], session, phones: 12, restMs: 1 });
  const more = (count: number) => ((wanted) => until(async () => load.acknowledged.size >= wanted))(load.acknowledged.size + count);
  await more(500);
  for (const [index, node] of running.entries()) {
    await node.stop();
    running[index] = await start({ port: node.port });
    // A proxy leaves a node alone for a while after it was away.
    await until(() => hasStored(running[index]!));
    await more(500);
  }
  console.log(`${name}: rolling restart, ${load.counts.refused} of ${load.counts.sent} refused`);
  if (load.counts.refused > load.counts.sent / 100) faults.push(`${name} refused ${load.counts.refused} of ${load.counts.sent}`);
  const before = load.counts.refused;
  await running[0]!.kill();
  await more(500);
  console.log(`${name}: a node killed, ${load.counts.refused - before} more refused`);
  await load.stop();
  const students = (await attendanceOf(client, token, session.session_id)).map(({ student_id: student }) => student);
  client.close();
  const lost = compareRows(load, students.filter((student) => student !== 'FIRST'));
  console.log(`${name}: ${load.acknowledged.size} acknowledged, ${lost.length} lost, invented, doubled or answered wrongly`);
  faults.push(...lost);
}

async function hasStored({ origin }: ServerProcess): Promise<boolean> {
  const counts = await (await fetch(`${origin}/metrics`)).text();
  return Number(/^attend_commit_batch_rows_sum (\d+)$/m.exec(counts)?.[1] ?? 0) > 0;
}
