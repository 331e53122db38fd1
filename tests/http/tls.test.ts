import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

import { runAttend } from '../offline/run-attend.ts';
import { spawnServer } from './spawn-server.ts';

/** A certificate for localhost that no authority knows, made for this test alone. */
const certFile = fileURLToPath(new URL('./localhost.cert.pem', import.meta.url));
const keyFile = fileURLToPath(new URL('./localhost.key.pem', import.meta.url));

test('with a certificate the server speaks HTTPS, says so, and gives cookies for HTTPS alone', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'attend-tls-'));
  const server = spawnServer({ DATA_DIR: dataDir, TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile });
  try {
    const { origin, setupSecret, banner } = await server.started;
    assert.match(origin, /^https:\/\/localhost:\d+$/);
    assert.doesNotMatch(banner, /Without HTTPS/);
    const { status, headers } = await post(`${origin}/auth/setup`, { token: setupSecret, name: 'Ada' });
    assert.equal(status, 201);
    assert.match(String(headers['set-cookie']), /; HttpOnly; Secure; SameSite=Lax/);
    assert.match(String(headers['strict-transport-security']), /max-age=/);
    assert.doesNotMatch(String(headers['content-security-policy']), /upgrade-insecure-requests/);
    server.child.kill('SIGTERM');
    assert.equal((await server.ended).code, 0);
  } finally {
    server.child.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  }
});

test('the doctor finds the running server whatever name its certificate is for', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'attend-tls-'));
  const settings = { DATA_DIR: dataDir, TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile };
  const server = spawnServer(settings);
  try {
    const { port } = new URL((await server.started).origin);
    const { stdout } = await runAttend(['doctor', '--json'], { ...settings, PORT: port });
    const checks: { name: string; state: string }[] = JSON.parse(stdout).checks;
    assert.deepEqual(checks.filter(({ name }) => ['server', 'clock', 'port'].includes(name)).map(({ name, state }) => `${name} ${state}`), ['server ok', 'clock ok']);
  } finally {
    server.child.kill('SIGKILL');
    await server.ended;
    rmSync(dataDir, { recursive: true, force: true });
  }
});

function post(url: string, body: unknown): Promise<{ readonly status: number; readonly headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers: { 'content-type': 'application/json', origin: new URL(url).origin }, ca: readFileSync(certFile) };
    const sent = request(url, options, (reply) => {
      reply.resume();
      reply.on('end', () => resolve({ status: reply.statusCode!, headers: reply.headers }));
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}
