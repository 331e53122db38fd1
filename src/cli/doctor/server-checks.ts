import { createServer } from 'node:net';

import type { Config } from '../../server/config.ts';
import type { Terminal } from '../terminal.ts';
import type { AskHealth } from './ask-health.ts';
import { failed, passed, warned, type Check } from './check.ts';

const toleratedMs = 5000;

/** The address: a server of ours that answers there, whose clock agrees, or a port that is free for one. */
export async function checkServer(address: string, config: Config, ask: AskHealth, { nowMs }: Pick<Terminal, 'nowMs'>): Promise<readonly Check[]> {
  const askedAtMs = nowMs();
  const health = await ask(address);
  if (health === undefined) return [await checkPort(config), ...(config.databaseUrl === undefined ? [nothingToCompare] : [])];
  if (health.status !== 200 || !health.body.includes('"ok"')) {
    return [failed('server', `something else answers at ${address} (HTTP ${health.status}); stop it, or choose another PORT`)];
  }
  return [passed('server', `answers at ${address}`), checkClock(address, health.date, (askedAtMs + nowMs()) / 2)];
}

const nothingToCompare = warned('clock', 'compared with nothing, as no server answers; run this on another machine with --server, and let a time service (chrony, systemd-timesyncd) keep both');

/** Windows of codes are judged by the server's clock; one that is wrong is noticed best from another machine. */
export function checkClock(address: string, date: string | null, nowMs: number): Check {
  const serverMs = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(serverMs)) return warned('clock', `${address} sends no Date`);
  // The header has whole seconds.
  const offMs = Math.max(0, Math.abs(nowMs - serverMs - 500) - 500);
  const finding = `this machine is ${(offMs / 1000).toFixed(1)} s from the server at ${address}`;
  return offMs <= toleratedMs ? passed('clock', finding) : warned('clock', `${finding}; set both by NTP`);
}

function checkPort({ port, host }: Config): Promise<Check> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const taken = 'is taken by something that does not answer as an attendance server (or does not with the same TLS settings as here)';
      const why = error.code === 'EADDRINUSE' ? taken : `cannot be used (${error.code})`;
      resolve(failed('port', `${port} ${why}; stop it, or set PORT to another, for example ${port + 1}`));
    });
    probe.listen(port, host, () => probe.close(() => resolve(passed('port', `${port} is free; no server runs there`))));
  });
}
