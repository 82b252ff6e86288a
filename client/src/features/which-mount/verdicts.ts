/** The answers of "Which mount?": what to use, why, and how. */
import type { VerdictId } from './questions.ts';

export interface Verdict {
  /** Whose colour and shape it has. */
  kind: 'volume' | 'bind' | 'tmpfs' | 'image' | 'none';
  title: string;
  reason: string;
  /** What can go wrong with it all the same. */
  mind: string;
  command: string;
  lesson: { href: string; title: string };
}

export const VERDICTS: Readonly<Record<VerdictId, Verdict>> = {
  image: {
    kind: 'image',
    title: 'No mount: put it in the image',
    reason:
      'What changes only with a new version is part of the version. In the image it arrives on every machine together with the program that needs it, and can be taken back with it.',
    mind: 'Put no secret in an image: it stays in the layer for whoever gets the image, even if a later step deletes it.',
    command: 'COPY site/ /usr/share/nginx/html/',
    lesson: { href: '/lessons/01-where-data-lives#layers', title: 'What an image is made of' },
  },
  volume: {
    kind: 'volume',
    title: 'A named volume',
    reason:
      'The files belong to the program and have to outlive its containers. A volume does, works the same on every machine with Docker, and the next container gets it by its name.',
    mind: 'Mount it at the path where the program really writes. And a volume is no backup.',
    command:
      'docker run -d --mount type=volume,source=data,target=/data busybox:1.37 sleep infinity',
    lesson: { href: '/lessons/03-named-volumes#what', title: 'Named volumes' },
  },
  scratch: {
    kind: 'volume',
    title: 'A volume without a name',
    reason:
      'Large files that nobody will miss want the disk, but not the writable layer, which is slower and counts as the container’s own. With --rm, an anonymous volume is removed together with the container.',
    mind: 'Without --rm it stays behind, under a name that tells nobody what it was.',
    command: 'docker run --rm --mount type=volume,target=/scratch busybox:1.37 df -h /scratch',
    lesson: { href: '/lessons/05-first-mount#delete', title: 'Who deletes anonymous volumes' },
  },
  bind: {
    kind: 'bind',
    title: 'A bind mount',
    reason:
      'You and the program work on the same files. A bind mount shows your directory in the container, and each side sees at once what the other has changed.',
    mind: 'What the program writes carries its user id. Run it with yours, or you can’t edit the files any more.',
    command:
      'docker run --rm --user "$(id -u):$(id -g)" --mount type=bind,source="$PWD",target=/work busybox:1.37 ls /work',
    lesson: { href: '/lessons/07-whose-files#denied', title: 'Whose files?' },
  },
  'bind-read-only': {
    kind: 'bind',
    title: 'A bind mount, read-only',
    reason:
      'The files are yours and stay where you edit them. The program sees each change at once and can’t spoil anything, because it can’t write.',
    mind: 'Mount the directory rather than a single file: many editors save under a new name and rename, and a mount of the one file goes on showing the old one.',
    command:
      'docker run -d --mount type=bind,source="$PWD",target=/usr/share/nginx/html,readonly nginx:1.26',
    lesson: { href: '/lessons/02-three-kinds-of-mount#bind', title: 'A bind mount' },
  },
  'bind-output': {
    kind: 'bind',
    title: 'A bind mount, for what it hands out',
    reason:
      'Who reads plain files on the host needs a directory that the host knows. What lies in a volume is Docker’s, and should be reached through containers only.',
    mind: 'Make the directory first, and give it the owner that the program runs as. On another machine its path may be another one.',
    command:
      'mkdir -p out && docker run --rm --mount type=bind,source="$PWD/out",target=/out busybox:1.37 touch /out/report.txt',
    lesson: { href: '/lessons/02-three-kinds-of-mount#compare', title: 'The three side by side' },
  },
  tmpfs: {
    kind: 'tmpfs',
    title: 'A tmpfs mount',
    reason:
      'Its files are in memory, belong to this one container and are gone when it stops. Nothing of them stays in a layer, in a volume or in a backup.',
    mind: 'Give it a size, or it may take half of the machine’s memory. The kernel may still swap it out: secrets ask for encrypted swap, or none.',
    command:
      'docker run -d --mount type=tmpfs,target=/run/app,tmpfs-size=16m,tmpfs-mode=1777 busybox:1.37 sleep infinity',
    lesson: { href: '/lessons/08-memory-only#size', title: 'Memory only: tmpfs' },
  },
  server: {
    kind: 'none',
    title: 'No shared files: ask a database',
    reason:
      'Any mount would hand the same files to both writers, and none would keep them from overwriting each other. Let one program own the files and the others ask it over the network: that is what a database is.',
    mind: 'The database’s own files then go on a named volume, with one server on it.',
    command:
      'docker run -d --name db -e POSTGRES_PASSWORD=change-me --mount type=volume,source=pgdata,target=/var/lib/postgresql/data postgres:17',
    lesson: { href: '/lessons/03-named-volumes#postgres', title: 'A database on a volume' },
  },
  network: {
    kind: 'none',
    title: 'No mount of this machine: a database or a file server',
    reason:
      'A volume stays on its host; one of the same name elsewhere is another, empty one. Share through something that is reached over the network: a database, object storage, or a file server that a volume driver mounts.',
    mind: 'The server is then what all depend on, and what has to be backed up.',
    command:
      'docker volume create --opt type=nfs --opt o=addr=192.0.2.10,rw --opt device=:/export/media media',
    lesson: { href: '/lessons/10-drivers-and-options#network', title: 'A server’s directory' },
  },
};
