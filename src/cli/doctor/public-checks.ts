import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect } from 'node:tls';

import type { Terminal } from '../terminal.ts';
import { failed, passed, warned, type Check } from './check.ts';
import { checkCertificate } from './machine-checks.ts';

const timeoutMs = 5_000;

/** What phones meet at PUBLIC_URL: the certificate that is served there, by this server or by a proxy in front of it, and whether we are behind it. */
export async function checkPublicUrl(publicUrl: string | undefined, { fetch, nowMs }: Pick<Terminal, 'fetch' | 'nowMs'>): Promise<readonly Check[]> {
  if (publicUrl === undefined) return [warned('public', 'PUBLIC_URL is not set: codes lead to the address that staff opened; set it as soon as there is a name')];
  if (publicUrl.startsWith('http:')) {
    return [warned('public', `${publicUrl} is no HTTPS: pages get neither camera nor keys, and do not work offline; put a proxy in front that ends TLS (deploy/nginx.conf)`)];
  }
  const met = await meet(new URL(publicUrl));
  if ('refusal' in met) return [failed('public', `nobody answers with a certificate at ${publicUrl} (${met.refusal}); start the proxy in front of the server (deploy/nginx.conf), or open its port`)];
  const { state, finding } = checkCertificate(met.certificate, publicUrl, nowMs());
  if (state === 'fail') return [failed('public', `${publicUrl}: ${finding}`)];
  if (met.distrust !== undefined) {
    return [failed('public', `${publicUrl}: ${finding}, but this machine does not trust it (${met.distrust}), so phones will not; serve it with its whole chain, from an authority that phones know`)];
  }
  return [{ name: 'public', state, finding: `${publicUrl}: ${finding}` }, await checkBehind(publicUrl, fetch)];
}

async function checkBehind(publicUrl: string, fetch: Terminal['fetch']): Promise<Check> {
  const response = await fetch(`${publicUrl}/healthz`, { signal: AbortSignal.timeout(timeoutMs) }).catch(() => undefined);
  if (response?.ok === true && (await response.text()).includes('"ok"')) return passed('proxy', `${publicUrl} leads to an attendance server`);
  const what = response === undefined ? 'does not answer' : `answers HTTP ${response.status}`;
  return warned('proxy', `${publicUrl} ${what}: start the server, and let the proxy hand requests on to its HOST and PORT`);
}

type Met = { readonly refusal: string } | { readonly certificate: X509Certificate; readonly distrust: string | undefined };

function meet({ hostname, port }: URL): Promise<Met> {
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port || 443), ...(isIP(host) === 0 ? { servername: host } : {}), rejectUnauthorized: false }, () => {
      const { raw } = socket.getPeerCertificate();
      resolve({ certificate: new X509Certificate(raw), distrust: socket.authorized ? undefined : String(socket.authorizationError) });
      socket.destroy();
    });
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`silent for ${timeoutMs / 1000} s`)));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve({ refusal: error.code ?? error.message }));
  });
}
