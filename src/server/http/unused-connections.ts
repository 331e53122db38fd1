import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Answers how to close every connection that has no request: those whose requests are all answered, and those that were opened ahead and
 * never used, which Node counts as busy until their headers time out. Either kind would hold a server that wants to stop.
 */
export function unusedConnections(server: Server, opened: 'connection' | 'secureConnection'): () => void {
  const neverUsed = new Set<Socket>();
  server.on(opened, (socket: Socket) => {
    neverUsed.add(socket);
    socket.once('close', () => neverUsed.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage) => neverUsed.delete(socket));
  return () => {
    server.closeIdleConnections();
    for (const socket of neverUsed) socket.destroy();
  };
}
