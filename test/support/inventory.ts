/** All that a check must leave as it found it, as text that can be compared. */
import { listTree } from '../../server/grading/tree-listing.ts';
import type { LabHost } from '../../server/sandbox/types.ts';

/** Containers with configuration and state, networks, images, volumes, and the logical dumps of databases. */
const SCRIPT = String.raw`
set -u
docker ps -aq --no-trunc | sort | while read -r id; do
  docker inspect "$id" --format '{{.Name}} {{.Image}} {{.State.Status}} {{.State.StartedAt}} {{json .Config}} {{json .HostConfig}}'
  docker inspect "$id" --format '{{range .Mounts}}{{json .}}{{println}}{{end}}' | sort
done
docker network ls --format '{{.Name}} {{.Driver}}' | sort
docker images --no-trunc --format '{{.Repository}}:{{.Tag}} {{.ID}}' | sort
docker volume ls -q | sort | while read -r volume; do
  docker volume inspect "$volume" --format '{{.Name}} {{.Driver}} {{json .Labels}} {{json .Options}}'
done
docker ps -q --no-trunc | sort | while read -r id; do
  user=$(docker exec "$id" printenv POSTGRES_USER || echo postgres)
  docker exec "$id" sh -c 'command -v pg_dumpall' >/dev/null 2>&1 || continue
  docker exec "$id" pg_dumpall -U "$user" | grep -v -E '^(--|\\(un)?restrict)'
done
`;

/**
 * The directories of all volumes and tmpfs mounts. A database's files change by themselves: for a volume with
 * PG_VERSION the dumps of its servers stand instead.
 */
const DIRECTORIES = `
docker volume ls -q | sort | while read -r volume; do
  data=/var/lib/docker/volumes/$volume/_data
  [ -n "$(find "$data" -name PG_VERSION -print -quit)" ] || echo "$data"
done
docker ps -q --no-trunc | sort | while read -r id; do
  pid=$(docker inspect "$id" --format '{{.State.Pid}}')
  docker inspect "$id" --format '{{range $path, $_ := .HostConfig.Tmpfs}}{{println $path}}{{end}}{{range .Mounts}}{{if eq .Type "tmpfs"}}{{println .Destination}}{{end}}{{end}}' |
    sort | while read -r path; do [ -z "$path" ] || echo "/proc/$pid/root$path"; done
done
`;

const output = async (host: LabHost, script: string): Promise<string> => {
  const { stdout } = await host.run(['bash', '-c', script], { timeoutMs: 60_000 });
  return stdout.toString();
};

/** Every path in the lab's volumes and tmpfs mounts, with all that is known of it. */
async function paths(host: LabHost): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const directory of (await output(host, DIRECTORIES)).split('\n').filter(Boolean)) {
    for (const entry of (await listTree(host, directory, directory)) ?? []) {
      all.set(`${directory}/${entry.path}`, JSON.stringify(entry));
    }
  }
  return all;
}

/** In this time a program that writes all the time has written. */
const RESTLESS_MS = 1500;

/** Files that change while nobody does anything: a program is writing in them. */
export async function restlessFiles(host: LabHost): Promise<ReadonlySet<string>> {
  const before = await paths(host);
  await new Promise((resolve) => setTimeout(resolve, RESTLESS_MS));
  const after = await paths(host);
  return new Set(
    [...before].filter(([path, told]) => after.get(path) !== told).map(([path]) => path),
  );
}

/** `restless` are the files of which it only counts that they are there. */
export async function inventory(host: LabHost, restless: ReadonlySet<string>): Promise<string> {
  const files = [...(await paths(host))].map(([path, told]) =>
    restless.has(path) ? path : `${path} ${told}`,
  );
  return [await output(host, SCRIPT), ...files].join('\n');
}
