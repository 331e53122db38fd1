import pg from 'pg';

/** What a statement answers in a database, over a connection of its own. */
export async function rowsIn(url: string, statement: string, values: readonly unknown[] = []): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement, [...values])).rows as Readonly<Record<string, unknown>>[];
  } finally {
    await client.end();
  }
}
