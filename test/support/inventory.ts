/** All that a check must leave as it found it, as text that can be compared. */
import type { LabHost } from '../../server/sandbox/types.ts';

/**
 * Containers with configuration and state, networks, images, volumes and tmpfs mounts with every file's path,
 * mode, owner and hash. A database's files change by themselves, so for a volume with PG_VERSION the logical dumps of
 * the servers that mount it stand instead.
 */
const SCRIPT = String.raw`
set -u
files() {
  (cd "$1" && find . -printf '%P %M %U:%G\n' | sort && find . -type f -print0 | sort -z | xargs -0r sha256sum)
}
docker ps -aq --no-trunc | sort | while read -r id; do
  docker inspect "$id" --format '{{.Name}} {{.Image}} {{.State.Status}} {{.State.StartedAt}} {{json .Config}} {{json .HostConfig}}'
  docker inspect "$id" --format '{{range .Mounts}}{{json .}}{{println}}{{end}}' | sort
done
docker network ls --format '{{.Name}} {{.Driver}}' | sort
docker images --no-trunc --format '{{.Repository}}:{{.Tag}} {{.ID}}' | sort
docker volume ls -q | sort | while read -r volume; do
  docker volume inspect "$volume" --format '{{.Name}} {{.Driver}} {{json .Labels}} {{json .Options}}'
  data=/var/lib/docker/volumes/$volume/_data
  [ -n "$(find "$data" -name PG_VERSION -print -quit)" ] && continue
  files "$data"
done
docker ps -q --no-trunc | sort | while read -r id; do
  pid=$(docker inspect "$id" --format '{{.State.Pid}}')
  docker inspect "$id" --format '{{range $path, $_ := .HostConfig.Tmpfs}}{{println $path}}{{end}}{{range .Mounts}}{{if eq .Type "tmpfs"}}{{println .Destination}}{{end}}{{end}}' |
    sort | while read -r path; do [ -z "$path" ] || { echo "$path"; files "/proc/$pid/root$path"; }; done
done
docker ps -q --no-trunc | sort | while read -r id; do
  user=$(docker exec "$id" printenv POSTGRES_USER || echo postgres)
  docker exec "$id" sh -c 'command -v pg_dumpall' >/dev/null 2>&1 || continue
  docker exec "$id" pg_dumpall -U "$user" | grep -v -E '^(--|\\(un)?restrict)'
done
`;

export async function inventory(host: LabHost): Promise<string> {
  const { stdout } = await host.run(['bash', '-c', SCRIPT], { timeoutMs: 60_000 });
  return stdout.toString();
}
