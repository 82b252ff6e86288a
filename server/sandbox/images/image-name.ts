/** Names of images as an operator gives them and as labs use them. */
import { z } from 'zod';

/** https://pkg.go.dev/github.com/distribution/reference, without digests: a lab's author names a version. */
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*';
const HOST = '(?:[a-z0-9-]+(?:\\.[a-z0-9-]+)+|localhost|[a-z0-9.-]+(?=:[0-9]))(?::[0-9]+)?';
const NAME = new RegExp(
  `^(?:${HOST}/)?${COMPONENT}(?:/${COMPONENT})*:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$`,
);

/** Docker's own limit is 255 for the part before the tag. */
const LONGEST = 255;

export const ImageName = z
  .string()
  .max(LONGEST)
  .regex(NAME, 'is not the name of an image with its tag, such as alpine:3.22');

/** Has no part in the names of its images. */
export const DOCKER_HUB = 'docker.io';

/** The registry that a name leads to. */
export function registryOf(name: string): string {
  const [host = '', ...path] = name.split('/');
  const isHost = path.length > 0 && (/[.:]/.test(host) || host === 'localhost');
  return isHost ? host : DOCKER_HUB;
}
