/** What the surroundings say about fetching packages. */

export interface Settings {
  /** Debian's mirror. */
  mirror: string;
  /** Whether packages may be installed on this machine (debootstrap, where it is needed and missing). */
  mayInstall: boolean;
  /** Proxy variables, handed on to what fetches packages. */
  proxy: Record<string, string>;
}

const PROXY_VARIABLES = [
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
];

/** Reads `HOLDFAST_DEBIAN_MIRROR`, `HOLDFAST_INSTALL` (`no` forbids it) and the proxy variables. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const proxy: Record<string, string> = {};
  for (const name of PROXY_VARIABLES) {
    const value = env[name];
    if (value) proxy[name] = value;
  }
  return {
    mirror: env.HOLDFAST_DEBIAN_MIRROR || 'http://deb.debian.org/debian',
    mayInstall: env.HOLDFAST_INSTALL !== 'no',
    proxy,
  };
}
