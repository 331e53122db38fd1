import type { FastifyHelmetOptions } from '@fastify/helmet';

/** A page asks for the camera and for a screen that stays awake, and for nothing else. */
export const permissionsPolicy = 'camera=(self), screen-wake-lock=(self), microphone=(), geolocation=()';

/**
 * Pages load from this server alone. `wasm-unsafe-eval` is what the QR decoder needs; `data:` and `blob:` are pictures that a page
 * makes itself. Over plain HTTP nothing may be upgraded, or a page on a local network would stay blank.
 */
export function contentPolicy({ isTls }: { readonly isTls: boolean }): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'", "'wasm-unsafe-eval'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'style-src': ["'self'"],
        'connect-src': ["'self'"],
        'worker-src': ["'self'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'object-src': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: isTls ? { maxAge: 15_552_000, includeSubDomains: false } : false,
    crossOriginOpenerPolicy: isTls ? { policy: 'same-origin' } : false,
    originAgentCluster: isTls,
  };
}
