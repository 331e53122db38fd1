import type pg from 'pg';
import { answerMs, getTypeParser } from './connect.ts';
import { tripWatch, type TripWatch } from './trip-watch.ts';
import { WireWriter } from './wire-writer.ts';

/** A connection keeps it prepared. */
export interface TripStatement {
  readonly text: string;
  /** Texts, whole numbers, bytes, columns and nulls. */
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

/** What is used of the client library's connection, which its types do not name. */
interface Wire {
  readonly stream: { readonly writable: boolean; write(bytes: Uint8Array): void };
}

type Field = { readonly name: string; readonly dataTypeID: number };

/** Texts that a connection keeps prepared; any further one is prepared each time. */
const maxPrepared = 512;

/** What is kept of a connection: the texts that it has prepared with the names that it knows them by, the memory that its trips are written into, and its watch. */
interface Kept {
  readonly names: Map<string, string>;
  readonly writer: WireWriter;
  readonly watch: TripWatch;
  prepared: number;
}

const keptOf = new WeakMap<object, Kept>();

class Trip implements pg.Submittable {
  readonly statements: readonly TripStatement[];
  #callback: (error: Error | null, results?: readonly TripResult[]) => void;
  #kept: Kept | undefined;
  #preparing: string[] = [];
  #fields: readonly Field[] = [];
  #rows: Row[] = [];
  readonly #results: TripResult[] = [];

  constructor(statements: readonly TripStatement[], callback: (error: Error | null, results?: readonly TripResult[]) => void) {
    this.statements = statements;
    this.#callback = callback;
  }

  /** Answers why it could not be sent, which the library then tells `handleError`. */
  submit(connection: object): Error | null {
    const { stream } = connection as Wire;
    const kept = keptOf.get(connection) ?? { names: new Map<string, string>(), writer: new WireWriter(), watch: tripWatch(answerMs), prepared: 0 };
    keptOf.set(connection, kept);
    this.#kept = kept;
    const { writer } = kept;
    writer.clear();
    try {
      for (const { text, values } of this.statements) {
        writer.bind(this.#prepare(kept, text), values);
        writer.describeAndExecute();
      }
      writer.sync();
    } catch (error) {
      return error as Error;
    }
    kept.watch.begin(() => this.handleError(new Error('query read timeout')));
    // A connection that cannot be written says itself that it is over.
    if (stream.writable) stream.write(writer.written());
    return null;
  }

  #prepare(kept: Kept, text: string): string {
    const known = kept.names.get(text);
    if (known !== undefined) return known;
    const name = kept.names.size < maxPrepared ? `trip${kept.prepared++}` : '';
    kept.writer.parse(name, text);
    if (name !== '') {
      kept.names.set(text, name);
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
    this.#end(null);
  }

  /** What was being prepared may be prepared or not, and is prepared anew under another name. */
  handleError(error: Error): void {
    for (const text of this.#preparing) this.#kept?.names.delete(text);
    this.#end(error);
  }

  /** Once: who gave up waiting hears of no answer. */
  #end(error: Error | null): void {
    const callback = this.#callback;
    this.#callback = () => {};
    this.#kept?.watch.end();
    callback(error, this.#results);
  }
}
