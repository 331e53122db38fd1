import type pg from 'pg';
import { getTypeParser } from './connect.ts';

/** A connection keeps it prepared. */
export interface TripStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

type Row = Readonly<Record<string, unknown>>;

export interface TripResult {
  readonly rows: readonly Row[];
  /** Rows that the statement wrote or found. */
  readonly count: number;
}

const warning = '01000';

/**
 * Sends statements in one go and waits once: PostgreSQL runs them one after the other, and where one fails none of the later ones. Outside of
 * `begin` they are one transaction, which is committed before the answer, so nothing is locked while something travels.
 *
 * A commit that is cancelled while it waits for its synchronous standbys answers as one that succeeded, with a warning, and is on no standby:
 * a warning is a failure.
 */
export async function inOneTrip(client: pg.ClientBase, statements: readonly TripStatement[]): Promise<readonly TripResult[]> {
  let warned: Error | undefined;
  const hear = (notice: { readonly code?: string | undefined; readonly message?: string | undefined }): void => {
    if (notice.code === warning) warned = new Error(`connection terminated: ${notice.message}`);
  };
  client.on('notice', hear);
  try {
    const results = await new Promise<readonly TripResult[]>((resolve, reject) => {
      client.query(new Trip(statements, (error, found) => (error ? reject(error) : resolve(found!))));
    });
    if (warned !== undefined) throw warned;
    return results;
  } finally {
    client.removeListener('notice', hear);
  }
}

/** What the client library's own queries and cursors send and hear; its types name half of it. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  parse(message: { readonly name: string; readonly text: string }): void;
  bind(message: { readonly statement: string; readonly values: readonly (string | Buffer | null)[] }): void;
  describe(message: { readonly type: 'P'; readonly name: string }): void;
  execute(message: object): void;
  sync(): void;
}

type Field = { readonly name: string; readonly dataTypeID: number };

/** Texts that a connection keeps prepared; any further one is prepared each time. */
const maxPrepared = 512;

/** The texts that a connection has prepared, and under which names it knows them. */
interface Prepared {
  readonly names: Map<string, string>;
  count: number;
}

const preparedBy = new WeakMap<object, Prepared>();

class Trip implements pg.Submittable {
  readonly statements: readonly TripStatement[];
  /** The library puts another in its place when it gives up waiting. */
  callback: (error: Error | null, results?: readonly TripResult[]) => void;
  #prepared: Prepared | undefined;
  #preparing: string[] = [];
  #fields: readonly Field[] = [];
  #rows: Row[] = [];
  readonly #results: TripResult[] = [];

  constructor(statements: readonly TripStatement[], callback: Trip['callback']) {
    this.statements = statements;
    this.callback = callback;
  }

  submit(connection: object): void {
    const wire = connection as Wire;
    const prepared = preparedBy.get(connection) ?? { names: new Map<string, string>(), count: 0 };
    preparedBy.set(connection, prepared);
    this.#prepared = prepared;
    wire.stream.cork();
    try {
      for (const { text, values } of this.statements) {
        wire.bind({ statement: this.#prepare(wire, prepared, text), values: values.map(wireValue) });
        wire.describe({ type: 'P', name: '' });
        wire.execute({});
      }
      wire.sync();
    } finally {
      wire.stream.uncork();
    }
  }

  #prepare(wire: Wire, prepared: Prepared, text: string): string {
    const known = prepared.names.get(text);
    if (known !== undefined) return known;
    const name = prepared.names.size < maxPrepared ? `trip${prepared.count++}` : '';
    wire.parse({ name, text });
    if (name !== '') {
      prepared.names.set(text, name);
      this.#preparing.push(text);
    }
    return name;
  }

  handleRowDescription({ fields }: { readonly fields: readonly Field[] }): void {
    this.#fields = fields;
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const values = this.#fields.map(({ name, dataTypeID }, index) => [name, fields[index] === null ? null : getTypeParser(dataTypeID)(fields[index]!)]);
    this.#rows.push(Object.fromEntries(values) as Row);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#results.push({ rows: this.#rows, count: Number(/\d+$/.exec(text)?.[0] ?? 0) });
    this.#rows = [];
  }

  handleEmptyQuery(): void {}

  handleReadyForQuery(): void {
    this.callback(null, this.#results);
  }

  /** What was being prepared may be prepared or not, and is prepared anew under another name. */
  handleError(error: Error): void {
    for (const text of this.#preparing) this.#prepared?.names.delete(text);
    this.callback(error);
  }
}

function wireValue(value: unknown): string | Buffer | null {
  if (value === null || typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw new Error(`a ${typeof value} is no value of a statement`);
}
