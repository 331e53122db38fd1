import assert from 'node:assert/strict';
import { test } from 'node:test';

import { publicUrl } from './public-url.ts';

const lan = () => ['192.0.2.7', '198.51.100.9'];

function addressFor(host: string, configured?: string, protocol = 'http'): string {
  return publicUrl(configured, lan).forCodes({ protocol, host });
}

test('PUBLIC_URL goes before everything', () => {
  assert.equal(addressFor('10.0.0.1:5000', 'https://attend.example.edu'), 'https://attend.example.edu');
});

test('an address that the request came to is one that works', () => {
  assert.equal(addressFor('10.0.0.1:5000'), 'http://10.0.0.1:5000');
  assert.equal(addressFor('Attend.example.edu', undefined, 'https'), 'https://attend.example.edu');
  assert.equal(addressFor('[2001:db8::1]:5000'), 'http://[2001:db8::1]:5000');
});

test('an address of this very machine helps no phone, and neither does one that is none', () => {
  for (const host of ['localhost:5000', '127.0.0.1:5000', '127.9.9.9:5000', '[::1]:5000', '0.0.0.0:5000', 'a.localhost:5000']) {
    assert.equal(addressFor(host), 'http://192.0.2.7:5000', host);
  }
  for (const host of ['', '[', 'a:99999', 'a b', '/', '#', 'x@[']) assert.equal(addressFor(host), 'http://192.0.2.7', host);
  assert.equal(publicUrl(undefined, () => []).forCodes({ protocol: 'http', host: 'localhost:5000' }), 'http://localhost:5000');
});
