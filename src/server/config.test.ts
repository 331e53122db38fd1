import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';

import { parseConfig, variables, type Environment } from './config.ts';

const directory = mkdtempSync(join(tmpdir(), 'attend-config-'));
after(() => rmSync(directory, { recursive: true }));

function problemsOf(environment: Environment): readonly string[] {
  const config = parseConfig(environment);
  return config.ok ? [] : config.failure;
}

test('nothing set is port 5000 on every network with data in ./data', () => {
  const config = parseConfig({ PORT: '', PUBLIC_URL: '  ' });
  assert.deepEqual(config.ok && config.value, {
    ...{ port: 5000, host: '0.0.0.0', dataDir: resolve('data'), databaseUrl: undefined, publicUrl: undefined, masterKey: undefined, tls: undefined, logLevel: 'warn' },
  });
});

test('a public address is an origin; a slash at its end does not count', () => {
  const config = parseConfig({ PUBLIC_URL: 'https://Attend.Example.edu:8443/' });
  assert.equal(config.ok && config.value.publicUrl, 'https://attend.example.edu:8443');
  for (const wrong of ['attend.example.edu', 'ftp://x', 'https://x/path', 'https://x/?a', 'https://u:p@x', 'https://']) {
    assert.match(problemsOf({ PUBLIC_URL: wrong })[0] ?? '', /^PUBLIC_URL=.*for example PUBLIC_URL=https:/, wrong);
  }
});

test('a master key is 32 bytes in hex or base64url, from a variable or a file, and never shown', () => {
  const bytes = new Uint8Array(32).map((_, index) => index * 7);
  const forms = [Buffer.from(bytes).toString('hex'), Buffer.from(bytes).toString('hex').toUpperCase(), Buffer.from(bytes).toString('base64url')];
  const file = join(directory, 'master.key');
  for (const form of forms) {
    writeFileSync(file, `${form}\n`);
    for (const environment of [{ MASTER_KEY: form }, { MASTER_KEY_FILE: file }] as Environment[]) {
      const config = parseConfig(environment);
      assert.deepEqual(config.ok && config.value.masterKey, bytes);
    }
  }
  for (const wrong of [forms[0]!.slice(2), `${forms[0]}00`, 'x'.repeat(64), forms[2]!.slice(1)]) {
    const [problem] = problemsOf({ MASTER_KEY: wrong });
    assert.match(problem!, /^MASTER_KEY="\(hidden, \d+ characters\)" is not 32 bytes/);
    assert.ok(!problem!.includes(wrong));
  }
  assert.match(problemsOf({ MASTER_KEY: forms[0]!, MASTER_KEY_FILE: file })[0]!, /set one of them/);
  assert.match(problemsOf({ MASTER_KEY_FILE: join(directory, 'none') })[0]!, /cannot be read/);
});

test('a certificate needs its key, and both must be what they say', () => {
  const file = join(directory, 'nonsense.pem');
  writeFileSync(file, 'nonsense');
  assert.match(problemsOf({ TLS_CERT_FILE: file })[0]!, /^TLS_KEY_FILE="" is missing beside TLS_CERT_FILE/);
  assert.match(problemsOf({ TLS_KEY_FILE: file })[0]!, /^TLS_CERT_FILE="" is missing beside TLS_KEY_FILE/);
  assert.match(problemsOf({ TLS_CERT_FILE: file, TLS_KEY_FILE: file })[0]!, /not a certificate and its own key/);
  assert.equal(problemsOf({ TLS_CERT_FILE: '/none/a', TLS_KEY_FILE: '/none/b' }).length, 2);
});

test('every problem is told at once, and no password with it', () => {
  const problems = problemsOf({ PORT: '65536', HOST: 'a b', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://u:secret@h/d' });
  assert.deepEqual(problems.map((problem) => /^\w+/.exec(problem)?.[0]), ['PORT', 'DATABASE_URL', 'LOG_LEVEL', 'HOST']);
  assert.ok(problems.every((problem) => !problem.includes('secret')));
});

test('.env.example explains every variable, and no other', () => {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const named = [...text.matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name);
  assert.deepEqual(named.toSorted(), [...variables].toSorted());
});
