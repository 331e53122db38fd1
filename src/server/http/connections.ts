import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Every open connection of a server, so that one that wants to stop is held by none. */
export interface Connections {
  /** Closes all of them, whatever they wait for. */
  closeAll(): void;
}

export function connectionsOf(server: Server, opened: 'connection' | 'secureConnection'): Connections {
  const all = new Set<Socket>();
  server.on(opened, (socket: Socket) => {
    all.add(socket);
    socket.once('close', () => all.delete(socket));
  });
  return {
    closeAll: () => {
      for (const socket of all) socket.destroy();
    },
  };
}
