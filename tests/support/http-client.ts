import { Agent, request } from 'node:http';

/** Plain HTTP over connections that are kept, for loads where `fetch` would measure itself. */
export interface HttpClient {
  /** Rejects where no whole answer came back. */
  send(path: string, options?: SendOptions): Promise<Answer>;
  close(): void;
}

export interface SendOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export function httpClient(port: number, connections: number): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    send: (path, { method = 'GET', headers = {}, body } = {}) =>
      new Promise((done, fail) => {
        const asked = request({ host: '127.0.0.1', port, path, method, agent, headers: headers as Record<string, string | string[]> }, (reply) => {
          const chunks: Buffer[] = [];
          reply.on('data', (chunk: Buffer) => chunks.push(chunk));
          reply.on('end', () => done({ status: reply.statusCode!, body: Buffer.concat(chunks).toString() }));
          reply.on('error', fail);
          reply.on('close', () => fail(new Error('the answer was cut off')));
        });
        asked.on('error', fail);
        asked.end(body);
      }),
    close: () => agent.destroy(),
  };
}

export function sendJson(client: HttpClient, path: string, body: unknown, token?: string): Promise<Answer> {
  const text = JSON.stringify(body);
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return client.send(path, { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)), ...authorization }, body: text });
}
