/** How processes over one database tell each other to look again. A signal carries no data, and a lost one does no harm for long. */
export interface Signals {
  /** Tells the others; several of the same within a moment are one. */
  send(signal: Signal): void;
  /** Called with what others sent, and with `missed` where something may have gone unheard. */
  hear(listener: (heard: Signal | { readonly kind: 'missed' }) => void): void;
}

export type Signal =
  /** `records`: something of the session is to be read again. `session`: the session itself changed, so that caches forget it. */
  | { readonly kind: 'records' | 'session'; readonly sessionId: string }
  /** What came of a typed code, by what it counts for; each process counts for all. */
  | { readonly kind: 'typed'; readonly outcome: 'right' | 'wrong'; readonly keys: readonly string[]; readonly atMs: number };
