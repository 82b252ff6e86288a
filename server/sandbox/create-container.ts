/** Making a container without dockerode's habit of putting the whole body into the address as well. */
import type Docker from 'dockerode';

/** The body may be larger than what proxies take as a request's head: a seccomp profile is. */
export function createContainer(
  docker: Docker,
  options: Docker.ContainerCreateOptions,
): Promise<Docker.Container> {
  const { name, ...body } = options;
  const request: Docker.ContainerCreateOptions & Record<'_query' | '_body', unknown> = {
    _query: name === undefined ? {} : { name },
    _body: body,
  };
  return docker.createContainer(request);
}
