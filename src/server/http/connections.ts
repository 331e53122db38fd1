import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** Every open connection of a server, so that one that wants to stop is held by none. */
export interface Connections {
  /**
   * Closes those that have no request: whose requests are all answered, and those that were opened ahead and never used, which Node counts
   * as busy until their headers time out. A connection of HTTP/2 ends by itself once the server closes and its requests are answered.
   */
  closeUnused(): void;
  /** Closes all of them, whatever they wait for. */
  closeAll(): void;
}

export function connectionsOf(server: Server, opened: 'connection' | 'secureConnection'): Connections {
  const all = new Set<Socket>();
  const neverUsed = new Set<Socket>();
  server.on(opened, (socket: Socket & { readonly alpnProtocol?: string }) => {
    all.add(socket);
    if (socket.alpnProtocol !== 'h2') neverUsed.add(socket);
    socket.once('close', () => void (all.delete(socket), neverUsed.delete(socket)));
  });
  server.on('request', ({ socket }: IncomingMessage) => neverUsed.delete(socket));
  return {
    closeUnused: () => {
      server.closeIdleConnections();
      for (const socket of neverUsed) socket.destroy();
    },
    closeAll: () => {
      for (const socket of all) socket.destroy();
    },
  };
}
