import { once } from 'node:events';
import { connect, type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2';

/** One connection of HTTP/2 over TLS, which fails where the server speaks another protocol. */
export interface Http2Client {
  readonly session: ClientHttp2Session;
  ask(path: string, options?: AskOptions): Promise<Http2Answer>;
  /** The text of an event stream up to where it holds what is asked for. */
  readUntil(path: string, headers: Readonly<Record<string, string>>, isEnough: (text: string) => boolean): Promise<{ readonly status: number; readonly text: string }>;
  close(): void;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Http2Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const patienceMs = 20_000;

/** `ca` is the certificate that the server has to prove; without one it is not looked at. */
export async function http2Client(origin: string, ca?: string): Promise<Http2Client> {
  const session = connect(origin, ca === undefined ? { rejectUnauthorized: false } : { ca });
  await once(session, 'connect', { signal: AbortSignal.timeout(patienceMs) });
  if (session.alpnProtocol !== 'h2') throw new Error(`the server chose ${session.alpnProtocol}`);
  session.on('error', () => session.destroy());

  function open(path: string, { method = 'GET', headers = {}, body }: AskOptions): { readonly stream: ClientHttp2Stream; readonly head: Promise<IncomingHttpHeaders> } {
    const bytes = body === undefined ? undefined : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const ofBody = bytes === undefined ? {} : { 'content-type': 'application/json', 'content-length': bytes.length };
    const stream = session.request({ ':path': path, ':method': bytes === undefined ? method : 'POST', ...ofBody, ...headers }, { endStream: bytes === undefined, signal: AbortSignal.timeout(patienceMs) });
    const head = once(stream, 'response').then(([first]) => first as IncomingHttpHeaders);
    if (bytes !== undefined) stream.end(bytes);
    return { stream, head };
  }

  const statusOf = (headers: IncomingHttpHeaders) => Number(headers[':status']);
  return {
    session,
    ask: async (path, options = {}) => {
      const { stream, head } = open(path, options);
      const headers = await head;
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      return { status: statusOf(headers), headers, body: Buffer.concat(chunks) };
    },
    readUntil: async (path, headers, isEnough) => {
      const { stream, head } = open(path, { headers });
      const status = statusOf(await head);
      let text = '';
      for await (const chunk of stream) {
        text += String(chunk);
        if (isEnough(text)) break;
      }
      return { status, text };
    },
    close: () => session.destroy(),
  };
}
