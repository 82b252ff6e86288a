/** The engine in a lab is a whole one. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LabHost } from '../../server/sandbox/types.ts';
import { inContainer, inLab, must } from '../support/lab.ts';
import { LAB_MS, PREPARE_MS, startTestSandbox, type TestSandbox } from '../support/sandbox.ts';

jest.setTimeout(LAB_MS);

let lab: TestSandbox;
let host: LabHost;

beforeAll(async () => {
  lab = await startTestSandbox();
  host = await lab.launch();
}, PREPARE_MS);

afterAll(() => lab?.close(), LAB_MS);

/** Everything the golden volume holds: names, sizes, times, owners, modes. */
async function goldenSum(): Promise<string> {
  const list =
    "find /usr/lib/holdfast/golden/ -printf '%P %s %T@ %U:%G %m %l\\n' 2>/dev/null | sort | sha256sum";
  const { out } = await inContainer(
    lab.container(host.launchId),
    `${list}; ${list.replace('| sha256sum', '| wc -l')}`,
  );
  const [sum = '', lines] = out.split('\n');
  expect(Number(lines)).toBeGreaterThan(1000);
  return sum;
}

describe('images from the golden volume', () => {
  it('run, whatever their number of layers', async () => {
    const images = (await must(host, "docker image ls --format '{{.Repository}}:{{.Tag}}'")).split(
      '\n',
    );
    expect(images).toEqual(
      expect.arrayContaining(['busybox:1.37', 'debian:trixie-slim', 'postgres:17']),
    );
    const layers = await must(host, "docker image inspect -f '{{len .RootFS.Layers}}' postgres:17");
    expect(Number(layers)).toBeGreaterThan(1);
    expect(await must(host, 'docker run --rm busybox:1.37 echo hello')).toBe('hello');
    expect(await must(host, 'docker run --rm postgres:17 postgres --version')).toContain(' 17.');
  });

  it('can be built upon, committed, removed and pruned, and stay as they were for others', async () => {
    const before = await goldenSum();
    await must(
      host,
      `mkdir -p /tmp/build && cd /tmp/build && echo one > file &&
       printf 'FROM postgres:17\\nRUN --mount=type=cache,target=/cache echo two > /two\\nCOPY file /one\\nRUN rm -rf /usr/share/postgresql\\n' > Dockerfile &&
       docker build -q -t built .`,
    );
    expect(await must(host, 'docker run --rm built cat /one /two')).toBe('one\ntwo');
    expect((await inLab(host, 'docker run --rm built ls /usr/share/postgresql')).code).not.toBe(0);
    await must(
      host,
      'docker run --name changed postgres:17 touch /changed && docker commit changed committed',
    );
    expect(await must(host, 'docker run --rm committed ls /changed')).toBe('/changed');
    await must(host, 'docker rm changed && docker rmi built committed postgres:17');
    await must(host, 'docker system prune -a -f --volumes');
    expect(await must(host, 'docker image ls -q')).toBe('');
    expect(await goldenSum()).toBe(before);

    const fresh = await lab.launch();
    expect(await must(fresh, 'docker run --rm postgres:17 ls /usr/share/postgresql')).toBe('17');
    await lab.sandbox.remove(host.launchId);
    host = fresh;
  });
});

describe('storage', () => {
  it('of a volume outlives its containers, and is filled from the image when it is new', async () => {
    await must(host, 'docker run --rm -v data:/etc busybox:1.37 sh -c "echo kept > /etc/kept"');
    const read = 'docker run --rm -v data:/d:ro busybox:1.37 cat /d/kept /d/passwd';
    expect(await must(host, read)).toMatch(/^kept\nroot:/);
    expect(
      (await inLab(host, 'docker run --rm -v data:/d:ro busybox:1.37 touch /d/x')).err,
    ).toContain('Read-only file system');
    const noCopy =
      'docker run --rm --mount type=volume,src=empty,dst=/etc,volume-nocopy busybox:1.37 ls /etc';
    expect(await must(host, noCopy)).not.toContain('passwd');
    expect(await must(host, 'cat /var/lib/docker/volumes/data/_data/kept')).toBe('kept');
  });

  it('of a part of a volume can be mounted alone', async () => {
    await must(
      host,
      'docker run --rm -v parts:/d busybox:1.37 sh -c "mkdir /d/a && echo a > /d/a/file"',
    );
    const part =
      'docker run --rm --mount type=volume,src=parts,dst=/m,volume-subpath=a busybox:1.37 cat /m/file';
    expect(await must(host, part)).toBe('a');
  });

  it('of a bind belongs to the host, anywhere on it', async () => {
    await must(
      host,
      'mkdir -p /data /srv/x && docker run --rm -v /data:/d -v /srv/x:/x:rshared busybox:1.37 touch /d/file',
    );
    expect(await must(host, 'stat -c %u:%n /data/file')).toBe('0:/data/file');
    await must(host, 'docker volume create --opt type=none --opt o=bind --opt device=/data bound');
    expect(await must(host, 'docker run --rm -v bound:/d busybox:1.37 ls /d')).toBe('file');
  });

  it('of a tmpfs has the size and mode that were asked for, and ends with the container', async () => {
    await must(
      host,
      'docker run -d --name memory --tmpfs /t:size=1m,mode=700 busybox:1.37 sleep 1000',
    );
    expect(
      await must(
        host,
        "docker exec memory sh -c \"df -k /t | tail -1 | tr -s ' ' | cut -d' ' -f2; stat -c %a /t\"",
      ),
    ).toBe('1024\n700');
    await must(host, 'docker exec memory touch /t/x && docker restart -t 0 memory');
    expect(await must(host, 'docker exec memory ls /t')).toBe('');
    await must(host, 'docker volume create --opt type=tmpfs --opt device=tmpfs --opt o=size=1m vt');
    expect(await must(host, 'docker run --rm -v vt:/t busybox:1.37 df /t')).toContain('1024');
  });
});

describe('networks', () => {
  it('give containers names and the host their published ports', async () => {
    await must(host, 'docker network create net');
    await must(host, 'mkdir -p /srv/site && echo site > /srv/site/index.html');
    await must(
      host,
      'docker run -d --name web --network net -p 8080:80 -v /srv/site:/www:ro busybox:1.37 httpd -f -p 80 -h /www',
    );
    expect(
      await must(host, 'docker run --rm --network net busybox:1.37 wget -q -O - http://web/'),
    ).toBe('site');
    expect(await must(host, "curl --noproxy '*' -s -m 5 localhost:8080")).toBe('site');
  });
});

describe('tools', () => {
  it('compose brings a project up and down with its volumes', async () => {
    await must(
      host,
      `mkdir -p /root/project && cd /root/project && cat > compose.yaml <<'END'
services:
  one:
    image: busybox:1.37
    command: sh -c "echo written > /data/file && sleep 1000"
    volumes: [ kept:/data ]
volumes:
  kept: {}
END
       docker compose up -d --wait`,
    );
    expect(await must(host, 'cd /root/project && docker compose exec -T one cat /data/file')).toBe(
      'written',
    );
    await must(host, 'cd /root/project && docker compose down -v -t 0');
    expect(await must(host, 'docker volume ls -q')).not.toContain('project_kept');
  });

  it('top, pause, update and exec answer as on any host', async () => {
    await must(host, 'docker run -d --name tools busybox:1.37 sleep 1000');
    expect(await must(host, 'docker top tools')).toContain('sleep 1000');
    await must(host, 'docker pause tools');
    expect(await must(host, "docker inspect -f '{{.State.Status}}' tools")).toBe('paused');
    await must(host, 'docker unpause tools && docker update -m 64m --memory-swap 64m tools');
    expect(await must(host, 'docker exec tools id -u')).toBe('0');
    expect(await must(host, 'script -qc "docker exec -it tools tty" /dev/null')).toContain(
      '/dev/pts/',
    );
  });

  it('the host is a machine of its own: users, cron, files everywhere', async () => {
    await must(
      host,
      'useradd -m bob && su bob -c id && echo "* * * * * true" | crontab - && crontab -l',
    );
    await must(host, 'touch /opt/o && chown bob: /opt/o && setfacl -m u:daemon:r /opt/o');
    expect(await must(host, 'getfacl -cp /opt/o')).toContain('user:daemon:r');
    expect(await must(host, 'hostname; locale charmap')).toBe('docker-host\nUTF-8');
  });
});
