/** Which images a lab has, and where the files are that labs and images are made of. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SANDBOX = fileURLToPath(new URL('../../../sandbox', import.meta.url));

export const FILES = {
  system: path.join(SANDBOX, 'system'),
  host: path.join(SANDBOX, 'host'),
  image: (directory: string) => path.join(SANDBOX, 'images', directory),
  seccomp: path.join(SANDBOX, 'seccomp.json'),
} as const;

export interface LabImage {
  /** As a learner names it, and as registries know it: `postgres:17`. */
  name: string;
  /** Further names that it has in a lab. */
  aliases: readonly string[];
  /** Below `sandbox/images`: how its stand-in is built where no registry answers. */
  directory: string;
  /** What its stand-in is made of, for people: completes "Installing …". */
  content: string;
  /** Seconds that building the stand-in takes on a small machine. */
  seconds: number;
}

/** Also the system that the lab host and every stand-in are built on. */
export const DEBIAN: LabImage = {
  name: 'debian:trixie-slim',
  aliases: ['debian:latest'],
  directory: 'debian',
  content: 'Debian',
  seconds: 55,
};

export const LAB_IMAGES: readonly LabImage[] = [
  {
    name: 'busybox:1.37',
    aliases: ['busybox:latest'],
    directory: 'busybox',
    content: 'BusyBox',
    seconds: 6,
  },
  DEBIAN,
  {
    name: 'postgres:17',
    aliases: ['postgres:latest'],
    directory: 'postgres',
    content: 'PostgreSQL 17',
    seconds: 45,
  },
];
