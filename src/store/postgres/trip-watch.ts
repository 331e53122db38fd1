/** Says when a trip of one connection has waited for too long; a connection makes one at a time. */
export interface TripWatch {
  begin(onLate: () => void): void;
  end(): void;
}

/**
 * One timer a connection, wound up again for each trip. A timer each, as the client library sets one for a query, leads the collector from
 * trip to trip: once one of them is old, all that any later one held is taken for alive until the next full collection.
 */
export function tripWatch(limitMs: number): TripWatch {
  let late: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  return {
    begin(onLate) {
      late = onLate;
      if (timer === undefined) timer = setTimeout(() => late?.(), limitMs).unref();
      else timer.refresh();
    },
    end() {
      late = undefined;
    },
  };
}
