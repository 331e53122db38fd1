import type { IncomingHttpHeaders } from 'node:http';

/**
 * Pages load from this server alone. `wasm-unsafe-eval` is what the QR decoder needs; `data:` and `blob:` are pictures that a page
 * makes itself. Nothing may be upgraded to HTTPS, or a page on a local network without it would stay blank.
 */
const contentPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "img-src 'self' data: blob:",
  "style-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "object-src 'none'",
  "frame-ancestors 'none'",
].join(';');

/** A page asks for the camera and for a screen that stays awake, and for nothing else. */
const permissionsPolicy = 'camera=(self), screen-wake-lock=(self), microphone=(), geolocation=()';

/** What only means something over HTTPS. */
const overHttps = { 'strict-transport-security': 'max-age=15552000', 'cross-origin-opener-policy': 'same-origin', 'origin-agent-cluster': '?1' };

/**
 * What every answer carries, made once: building the same texts for each request takes longer than storing it. The values are those
 * that helmet gives by default (https://helmetjs.github.io), stricter where these pages need less.
 */
export function securityHeaders({ isTls }: { readonly isTls: boolean }): Readonly<Record<string, string>> {
  const always = {
    'content-security-policy': contentPolicy,
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': permissionsPolicy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-dns-prefetch-control': 'off',
    'x-download-options': 'noopen',
    'x-frame-options': 'DENY',
    'x-permitted-cross-domain-policies': 'none',
    'x-xss-protection': '0',
  };
  return isTls ? { ...always, ...overHttps } : always;
}

/**
 * What an answer carries besides, where a proxy ends TLS. The server sees plain HTTP and believes no header that says otherwise: a request
 * for the host of an https `PUBLIC_URL` came through the proxy, unless the proxy itself says that it was plain. A probe on the
 * machine's own address gets none (RFC 6797 §7.2).
 */
export function proxiedHeaders(publicUrl: string | undefined): (request: ProxiedRequest) => Readonly<Record<string, string>> {
  const url = publicUrl === undefined ? undefined : new URL(publicUrl);
  if (url?.protocol !== 'https:') return () => none;
  // Without a port 443 is meant, which a client may name.
  const hosts = url.port === '' ? [url.host, `${url.host}:443`] : [url.host];
  return ({ host, headers }) => (hosts.includes(host.toLowerCase()) && headers['x-forwarded-proto'] !== 'http' ? overHttps : none);
}

const none = {};

interface ProxiedRequest {
  /** As the request names it, with its port. */
  readonly host: string;
  readonly headers: IncomingHttpHeaders;
}
