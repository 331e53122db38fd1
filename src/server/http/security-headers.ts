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
  if (!isTls) return always;
  return { ...always, 'strict-transport-security': 'max-age=15552000', 'cross-origin-opener-policy': 'same-origin', 'origin-agent-cluster': '?1' };
}
