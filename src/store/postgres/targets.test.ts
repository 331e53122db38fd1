import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTargets, targetsOf } from './targets.ts';

test('an address with several hosts is one address a host, with the same user, database and settings', () => {
  assert.deepEqual(parseTargets('postgres://a:p%40@h1:5432,h2,[::1]:5433/db?target_session_attrs=read-write&sslmode=require'), [
    'postgres://a:p%40@h1:5432/db?sslmode=verify-full',
    'postgres://a:p%40@h2/db?sslmode=verify-full',
    'postgres://a:p%40@[::1]:5433/db?sslmode=verify-full',
  ]);
  assert.deepEqual(parseTargets('postgresql://localhost/db?target_session_attrs=read-write'), ['postgresql://localhost/db']);
  assert.deepEqual(parseTargets('postgres:///db?host=/var/run/postgresql'), ['postgres:///db?host=/var/run/postgresql']);
});

test('TLS that is asked for is checked, but for what says otherwise', () => {
  const settingsOf = (settings: string) => parseTargets(`postgres://h/d?${settings}`)![0].slice('postgres://h/d?'.length);
  for (const weak of ['prefer', 'require', 'verify-ca']) assert.equal(settingsOf(`sslmode=${weak}&sslrootcert=/ca.crt`), 'sslmode=verify-full&sslrootcert=/ca.crt');
  for (const kept of ['sslmode=disable', 'sslmode=no-verify', 'uselibpqcompat=true&sslmode=require']) assert.equal(settingsOf(kept), kept);
});

test('what names no database, or a host that is none, is no address', () => {
  for (const wrong of ['mysql://u@h/d', 'postgres://h', 'postgres://h/', 'postgres://h1,,h2/d', 'postgres://h:port/d', 'h/d', '']) {
    assert.equal(parseTargets(wrong), undefined, wrong);
  }
});

test('the next host is tried after the one that failed, and once for all who saw it fail', () => {
  const targets = targetsOf('postgres://h1,h2/d');
  const first = targets.current();
  targets.turn(first);
  targets.turn(first);
  assert.equal(targets.current(), 'postgres://h2/d');
  targets.turn(targets.current());
  assert.equal(targets.current(), first);
});
