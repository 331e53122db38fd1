/** IndexedDB's requests and transactions as promises. It replaces a library of four times the size on the way to the first button. */

export function resultOf<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new DOMException('the request failed', 'UnknownError'));
  });
}

/** Resolves when the transaction has committed; rejects with its reason where it was aborted. */
export function doneOf(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException('the transaction was aborted', 'AbortError'));
  });
}

/**
 * Runs work in one transaction on the named stores. It resolves when the commit is on the disk as far as the browser can say
 * (`durability: 'strict'`), and rejects with nothing stored. The work may await nothing but requests of the transaction:
 * it would end without them.
 */
export async function writeIn<Value>(database: IDBDatabase, stores: readonly string[], work: (transaction: IDBTransaction) => Promise<Value>): Promise<Value> {
  const transaction = database.transaction([...stores], 'readwrite', { durability: 'strict' });
  const done = doneOf(transaction);
  // A request that fails rejects the work by itself; the abort that follows says the same again.
  done.catch(() => undefined);
  const value = await work(transaction);
  await done;
  return value;
}
