import { httpClient } from './http-client.ts';
import { makeDataDir, removeDataDir, runAttend, startServerProcess, type ServerProcess } from './server.ts';

/** Server processes over one PostgreSQL, with one master key, and nothing else in common. */
export interface Nodes {
  readonly token: string;
  /** Starts one more, or one in the place of one that is gone. */
  start(wish?: NodeWish): Promise<ServerProcess>;
  /** Ends those that still run, at once. */
  remove(): Promise<void>;
}

export interface NodeWish {
  readonly port?: number;
  /** How it reaches the database, where that is another way than the others'. */
  readonly databaseUrl?: string;
  readonly publicUrl?: string;
}

const masterKey = '0b'.repeat(32);

export async function nodesOver(databaseUrl: string): Promise<Nodes> {
  const dirs: string[] = [];
  const running = new Set<ServerProcess>();
  const token = await tokenIn(databaseUrl);
  return {
    token,
    async start({ port = 0, databaseUrl: own = databaseUrl, publicUrl } = {}) {
      const dataDir = makeDataDir();
      dirs.push(dataDir);
      const node = await startServerProcess({ dataDir, port, env: { DATABASE_URL: own, MASTER_KEY: masterKey, ...(publicUrl !== undefined && { PUBLIC_URL: publicUrl }) } });
      running.add(node);
      return node;
    },
    async remove() {
      await Promise.all([...running].map((node) => node.kill()));
      dirs.forEach(removeDataDir);
    },
  };
}

export async function tokenIn(databaseUrl: string): Promise<string> {
  const { code, stdout, stderr } = await runAttend(['token', 'create', '--name', 'Prof. Test'], { DATABASE_URL: databaseUrl });
  if (code !== 0) throw new Error(`no token: ${stderr}`);
  return stdout.trim();
}

/** As staff at one node; the answer's body, or why there is none. */
export async function askNode<View>({ port }: Pick<ServerProcess, 'port'>, token: string, path: string, body?: unknown): Promise<View> {
  const client = httpClient(port, 1);
  const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const reply = await client.send(path, body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) });
  client.close();
  if (reply.status >= 300) throw new Error(`${path} answered ${reply.status}: ${reply.body}`);
  return JSON.parse(reply.body) as View;
}
