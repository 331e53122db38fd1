import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cachesToDelete, laterCacheName, pageCacheName, ruleFor } from './cache-rules.ts';

const origin = 'https://attend.example.edu';
const files = { precache: ['/assets/student-1.js', '/manifest.webmanifest'], later: ['/assets/reader-1.wasm'] };
const ruleOf = (path: string, change: { method?: string; mode?: string } = {}) => ruleFor({ method: 'GET', mode: 'cors', url: origin + path, ...change }, origin, files);

test('the student page is answered in both spellings of its path, whatever its fragment', () => {
  for (const path of ['/s', '/S', '/S#TOKEN', '/s?source=home']) assert.equal(ruleOf(path, { mode: 'navigate' }), 'page');
});

test('pages of staff and everything else that is opened is left to the network', () => {
  for (const path of ['/', '/staff', '/staff/sessions/1', '/setup', '/sign_in', '/sessions', '/student']) {
    assert.equal(ruleOf(path, { mode: 'navigate' }), 'untouched');
  }
});

test('the files of the page come from its cache, the scanner once it was used, and other files from the network', () => {
  assert.equal(ruleOf('/assets/student-1.js'), 'precached');
  assert.equal(ruleOf('/manifest.webmanifest'), 'precached');
  assert.equal(ruleOf('/assets/reader-1.wasm'), 'kept_after_use');
  assert.equal(ruleOf('/assets/professor-1.js'), 'untouched');
});

test('submissions, the API and other hosts are never touched', () => {
  assert.equal(ruleOf('/submit_attendance', { method: 'POST' }), 'untouched');
  assert.equal(ruleOf('/s', { method: 'POST', mode: 'navigate' }), 'untouched');
  assert.equal(ruleOf('/attendance/1'), 'untouched');
  assert.equal(ruleFor({ method: 'GET', mode: 'navigate', url: 'https://elsewhere.example/s' }, origin, files), 'untouched');
});

test('a new version deletes the pages of earlier versions, and no cache that is not the student page’s', () => {
  const names = [pageCacheName('1'), pageCacheName('2'), laterCacheName, 'somebody-else'];
  assert.deepEqual(cachesToDelete(names, '2'), [pageCacheName('1')]);
});
