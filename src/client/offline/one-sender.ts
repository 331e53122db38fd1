import type { OneSender } from './ports.ts';

/** One attempt of an entry at a time within this page or process: all that there is where the platform has no locks over tabs. */
export function oneSenderHere(): OneSender {
  const sending = new Set<string>();
  return (key) => async (task) => {
    if (sending.has(key)) return undefined;
    sending.add(key);
    try {
      return await task();
    } finally {
      sending.delete(key);
    }
  };
}
