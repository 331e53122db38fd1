import { networkInterfaces } from 'node:os';

/** The first IPv4 address by which other machines of the network reach this one; undefined without a network. */
export function lanAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}

export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || name === '0.0.0.0' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** Where phones find this server. */
export interface PublicUrl {
  /** The origin that goes into codes, for a request that came to `origin`. */
  forCodes(origin: { readonly protocol: string; readonly host: string }): string;
}

/**
 * `PUBLIC_URL` where it is set. Else the origin that the request itself came to, since it evidently works; but an address of
 * this very machine helps no phone, so then it is the first address on the local network.
 */
export function publicUrl(configured: string | undefined, lan: () => readonly string[]): PublicUrl {
  return {
    forCodes: ({ protocol, host }) => {
      if (configured !== undefined) return configured;
      const asked = URL.parse(`${protocol}://${host}`);
      if (asked !== null && asked.host !== '' && !isLoopbackHost(asked.host)) return asked.origin;
      const port = asked === null || asked.port === '' ? '' : `:${asked.port}`;
      return `${protocol}://${lan()[0] ?? 'localhost'}${port}`;
    },
  };
}
