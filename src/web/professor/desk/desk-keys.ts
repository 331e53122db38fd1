import type { Deciding } from '../../ui/messages/desk-en.ts';

/** What a key does on the desk, where nobody types into a field. */
export type DeskKey =
  | { readonly kind: 'move'; readonly by: 1 | -1 }
  | { readonly kind: 'decide'; readonly decision: Deciding }
  | { readonly kind: 'select' | 'undo' | 'search' | 'clear' | 'help' };

const keys: Readonly<Record<string, DeskKey>> = {
  ArrowDown: { kind: 'move', by: 1 },
  ArrowUp: { kind: 'move', by: -1 },
  j: { kind: 'move', by: 1 },
  k: { kind: 'move', by: -1 },
  a: { kind: 'decide', decision: 'accept' },
  r: { kind: 'decide', decision: 'reject' },
  q: { kind: 'decide', decision: 'ask' },
  x: { kind: 'select' },
  u: { kind: 'undo' },
  '/': { kind: 'search' },
  Escape: { kind: 'clear' },
  '?': { kind: 'help' },
};

export function deskKeyOf(key: string): DeskKey | undefined {
  return keys[key.length === 1 ? key.toLowerCase() : key];
}

/** The row that the focus goes to from `current`, and to what takes its place when it leaves; undefined where there is none. */
export function neighbourOf(keysInOrder: readonly string[], current: string | undefined, by: 1 | -1): string | undefined {
  const place = current === undefined ? -1 : keysInOrder.indexOf(current);
  if (place === -1) return by === 1 ? keysInOrder[0] : undefined;
  return keysInOrder[place + by];
}
