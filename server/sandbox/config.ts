/** What the sandbox must be told; the server's configuration is turned into this by its caller. */

/** Limits of one lab host; its inner containers share them. */
export interface LabLimits {
  memoryMiB: number;
  /** May be a fraction: 1.5. */
  cpus: number;
  /** Processes and threads. */
  pids: number;
  /** Share of the machine's disk, as a lab's `df` shows it. */
  diskMiB: number;
}

export interface SandboxConfig {
  /** Tells this installation's containers from another's on the same engine. `[a-z0-9]{8,32}` */
  installation: string;
  limits: LabLimits;
  /** `DOCKER_HOST`; without it the usual sockets are tried. */
  dockerHost?: string | undefined;
  /** Directory with ca.pem, cert.pem and key.pem, for a `tcp://` address. */
  dockerCertPath?: string | undefined;
  /** Speak to a `tcp://` address without TLS: whoever listens on the way owns that machine. */
  allowInsecure?: boolean | undefined;
  /** A runtime the engine knows: `sysbox-runc`, `runsc`, `kata`. */
  runtime?: string | undefined;
}
