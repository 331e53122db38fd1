import assert from 'node:assert/strict';
import { it } from 'node:test';

import fc from 'fast-check';

import { eventStreamReader } from './event-stream.ts';

const text = ': hello\n\nid: 7\ndata: {"a":1}\n\n:beat\n\nid:8\r\ndata:first\r\ndata: second\r\n\r\nevent: x\rdata\r\rdata: cut off';
const messages = [
  { id: '7', data: '{"a":1}' },
  { id: '8', data: 'first\nsecond' },
  { id: '8', data: '' },
];

it('reads the same messages wherever the pieces end', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: text.length }), { maxLength: 20 }), (cuts) => {
      const read = eventStreamReader();
      const edges = [0, ...cuts.sort((left, right) => left - right), text.length];
      const pieces = edges.slice(1).map((end, index) => text.slice(edges[index], end));
      assert.deepEqual(pieces.flatMap((piece) => read(piece)), messages);
    }),
  );
});
