/** Which images labs have, and where the files are that labs and images are made of. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NpmPackage } from './npm-package.ts';

const SANDBOX = fileURLToPath(new URL('../../../sandbox', import.meta.url));

export const FILES = {
  system: path.join(SANDBOX, 'system'),
  host: path.join(SANDBOX, 'host'),
  image: (directory: string) => path.join(SANDBOX, 'images', directory),
  seccomp: path.join(SANDBOX, 'seccomp.json'),
} as const;

/** A Debian that is made on this machine: there is no image yet to build it on. */
export interface Bootstrapped {
  /** Below `sandbox/images`. */
  directory: string;
  /** Debian's name for the release: `trixie`. */
  suite: string;
}

/** Built on another image. */
export interface Built {
  /** Below `sandbox/images`. */
  directory: string;
  /** Name of the image that it stands on: one of this file. */
  base: string;
  /** What the Dockerfile is told beside BASE. */
  arguments?: Readonly<Record<string, string>>;
  /** Unpacked below `npm/` in what the Dockerfile copies from. */
  npm?: NpmPackage;
}

export type StandIn = Bootstrapped | Built;

export interface LabImage {
  /** As a learner names it, and as registries know it: `postgres:17`, `docker/dockerfile:1`. */
  name: string;
  /** Further names that it has in a lab. */
  aliases: readonly string[];
  /** What it is, for people: completes "Installing …". */
  content: string;
  /** Seconds that it takes on a small machine, mostly to build its stand-in. */
  seconds: number;
  /** How it is made where no registry has it; without this it can only be pulled. */
  standIn?: StandIn;
}

/** Also the system that the lab host and nearly every stand-in are built on. */
export const DEBIAN: LabImage = {
  name: 'debian:trixie-slim',
  aliases: ['debian:latest'],
  content: 'Debian',
  seconds: 55,
  standIn: { directory: 'debian', suite: 'trixie' },
};

/** Enough for the first lessons. */
const FIRST: readonly LabImage[] = [
  {
    name: 'busybox:1.37',
    aliases: ['busybox:latest'],
    content: 'BusyBox',
    seconds: 6,
    standIn: { directory: 'busybox', base: DEBIAN.name },
  },
  DEBIAN,
  {
    name: 'postgres:17',
    aliases: ['postgres:latest'],
    content: 'PostgreSQL 17',
    seconds: 45,
    standIn: { directory: 'postgres', base: DEBIAN.name, arguments: { PG_MAJOR: '17' } },
  },
];

/** No lab has it: it has the packages of versions that are no longer in `DEBIAN`. */
const OLD_DEBIAN: LabImage = {
  name: 'debian:bookworm-slim',
  aliases: [],
  content: 'Debian 12',
  seconds: 50,
  standIn: { directory: 'debian', suite: 'bookworm' },
};

const REST: readonly LabImage[] = [
  {
    name: 'postgres:15',
    aliases: [],
    content: 'PostgreSQL 15',
    seconds: 90,
    standIn: { directory: 'postgres', base: OLD_DEBIAN.name, arguments: { PG_MAJOR: '15' } },
  },
  {
    name: 'redis:8',
    aliases: ['redis:latest'],
    content: 'Redis 8',
    seconds: 12,
    standIn: { directory: 'redis', base: DEBIAN.name },
  },
  {
    name: 'nginx:1.26',
    aliases: ['nginx:latest'],
    content: 'nginx 1.26',
    seconds: 12,
    standIn: { directory: 'nginx', base: DEBIAN.name },
  },
  {
    name: 'node:20',
    aliases: ['node:latest'],
    content: 'Node.js 20',
    seconds: 20,
    standIn: {
      directory: 'node',
      base: DEBIAN.name,
      // What the official image of Node.js 20 comes with.
      npm: {
        name: 'npm',
        version: '10.8.2',
        integrity:
          'sha512-x/AIjFIKRllrhcb48dqUNAAZl0ig9+qMuN91RpZo3Cb2+zuibfh+KISl6+kVVyktDz230JKc208UkQwwMqyB+w==',
      },
    },
  },
  {
    name: 'registry:2',
    aliases: ['registry:latest'],
    content: 'Docker’s registry 2',
    seconds: 10,
    standIn: { directory: 'registry', base: DEBIAN.name },
  },
  {
    // What `# syntax=docker/dockerfile:1` names.
    name: 'docker/dockerfile:1',
    aliases: [],
    content: 'the Dockerfile syntax',
    seconds: 3,
    standIn: { directory: 'dockerfile', base: 'node:20' },
  },
];

/** Every image of this version's, in the order in which they are made. */
export const LAB_IMAGES: readonly LabImage[] = [...FIRST, ...REST];

/** An image of the operator's is pulled: a guess between what a small and a large one takes. */
const ADDED_SECONDS = 20;

/** The images of labs, in the order in which they are made. */
export interface ImageSet {
  /** As soon as they are there, labs can be started that need no other. */
  first: readonly LabImage[];
  rest: readonly LabImage[];
}

/**
 * The set of this version with what an operator adds.
 * @param added names with a tag: `alpine:3.22`
 */
export function imageSet(added: readonly string[]): ImageSet {
  const known = new Set(LAB_IMAGES.flatMap(({ name, aliases }) => [name, ...aliases]));
  const further = [...new Set(added)].filter((name) => !known.has(name));
  return {
    first: FIRST,
    rest: [
      ...REST,
      ...further.map((name) => ({ name, aliases: [], content: name, seconds: ADDED_SECONDS })),
    ],
  };
}

export const allOf = ({ first, rest }: ImageSet): LabImage[] => [...first, ...rest];

/** The image that a stand-in stands on. */
export function baseOf({ base }: Built): LabImage {
  const image = [OLD_DEBIAN, ...LAB_IMAGES].find(({ name }) => name === base);
  if (image === undefined) throw new Error(`a stand-in stands on ${base}, which nothing describes`);
  return image;
}
