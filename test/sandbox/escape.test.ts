/**
 * Ways out of a lab, tried from inside. Each has a control: the same tool doing what is allowed, or the same
 * attempt where nothing stands in its way, so that a tool that does not work cannot pass for a refusal.
 */
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type Docker from 'dockerode';
import type { LabHost } from '../../server/sandbox/types.ts';
import { inContainer, inLab, must, type Outcome } from '../support/lab.ts';
import { LAB_MS, PREPARE_MS, startTestSandbox, type TestSandbox } from '../support/sandbox.ts';

jest.setTimeout(LAB_MS);

let lab: TestSandbox;
let host: LabHost;
let container: Docker.Container;

beforeAll(async () => {
  lab = await startTestSandbox();
  host = await lab.launch();
  container = lab.container(host.launchId);
}, PREPARE_MS);

afterAll(() => lab?.close(), LAB_MS);

const CORE_PATTERN = '/proc/sys/kernel/core_pattern';

/** Who tries it: the learner, a privileged container of theirs, and the user around the lab. */
const people: Array<[string, (script: string) => Promise<Outcome>]> = [
  ['root of the lab', (script) => inLab(host, script)],
  [
    'a privileged container in the lab',
    (script) =>
      inLab(
        host,
        `docker run --rm --privileged --pid host --network host -v /:/host debian:trixie-slim chroot /host bash -c ${quote(script)}`,
      ),
  ],
  ['the user around the lab', (script) => inContainer(container, script)],
];

function quote(script: string): string {
  return `'${script.replaceAll("'", "'\\''")}'`;
}

describe.each(people)('%s', (_who, attempt) => {
  it('cannot write core_pattern', async () => {
    const before = (await attempt(`cat ${CORE_PATTERN}`)).out;
    expect(before).not.toBe('');
    expect(
      (await attempt(`cat ${CORE_PATTERN} > /tmp/v; cat /tmp/v > ${CORE_PATTERN}`)).code,
    ).not.toBe(0);
    expect((await attempt(`cat ${CORE_PATTERN}`)).out).toBe(before);
    expect((await attempt('echo x > /tmp/x && cat /tmp/x')).out).toBe('x');
  });

  it('cannot write to sysfs', async () => {
    // Whatever this kernel has of these; a file that does not exist cannot be made either.
    const { out } = await attempt(`
      mount -o remount,rw /sys 2>/dev/null
      for file in /sys/kernel/mm/transparent_hugepage/enabled /sys/kernel/mm/ksm/run /sys/kernel/uevent_helper /sys/class/net/lo/mtu /sys/module/kernel/parameters/panic; do
        if [ -e $file ]; then (cat $file > $file) 2>/dev/null && echo "wrote $file"; echo tried; fi
      done`);
    expect(out).toContain('tried');
    expect(out).not.toContain('wrote');
  });

  it('cannot make a device', async () => {
    expect((await attempt('cd /tmp; rm -f sda; mknod sda b 8 0 && head -c 1 sda')).code).not.toBe(
      0,
    );
    expect((await attempt('cd /tmp; rm -f pipe; mknod pipe p && rm pipe')).code).toBe(0);
  });

  it('reaches no engine but the lab’s own', async () => {
    const { ID } = await lab.docker.info();
    const { out } = await attempt(
      `find / /run /var/run/ -xdev -name docker.sock 2>/dev/null | while read -r socket; do
         curl -s -m 5 --unix-socket "$socket" http://docker/info; done; echo looked`,
    );
    expect(out).toContain('looked');
    expect(out).not.toContain(ID);
    // Around the lab there is none at all.
    expect(out.includes('"ID"')).toBe(attempt !== people[2]?.[1]);
  });
});

describe('the control of core_pattern', () => {
  it('is root around the lab, who may write it: that is why nothing runs as that user', async () => {
    // What it holds already, so nothing changes.
    const same = `value=$(cat ${CORE_PATTERN}) && printf '%s\\n' "$value" > ${CORE_PATTERN}`;
    expect((await inContainer(container, same, '0:0')).code).toBe(0);
    expect((await inContainer(container, same)).code).not.toBe(0);
  });
});

describe('the golden volume', () => {
  const golden = '/usr/lib/holdfast/golden';

  it('cannot be written to', async () => {
    for (const attempt of [inLab.bind(null, host), inContainer.bind(null, container)]) {
      const { code, err } = await attempt(`touch ${golden}/root/x`);
      expect(code).not.toBe(0);
      expect(err).toContain('Read-only file system');
      expect((await attempt('touch /tmp/x')).code).toBe(0);
    }
  });

  it('cannot be made writable', async () => {
    for (const options of ['remount,rw', 'remount,rw,bind']) {
      expect((await inLab(host, `mount -o ${options} ${golden}`)).code).not.toBe(0);
    }
    // A copy of the mount is as read-only as the mount.
    const copy = `mkdir -p /mnt/g && mount --bind ${golden} /mnt/g; mount -o remount,rw,bind /mnt/g; touch /mnt/g/root/x`;
    expect((await inLab(host, copy)).code).not.toBe(0);
    const own =
      'mkdir -p /mnt/t && mount -t tmpfs -o ro t /mnt/t && mount -o remount,rw /mnt/t && touch /mnt/t/x';
    expect((await inLab(host, own)).code).toBe(0);
  });

  it('cannot be written to by a container of the learner’s, nor through its layers', async () => {
    const write = await inLab(host, `docker run --rm -v ${golden}:/g busybox:1.37 touch /g/root/x`);
    expect(write.err).toContain('Read-only file system');
    const layer = await must(
      host,
      "docker image inspect -f '{{.GraphDriver.Data.UpperDir}}' busybox:1.37",
    );
    expect(layer).toMatch(/\/diff$/);
    expect((await inLab(host, `touch ${layer}/x`)).err).toContain('Read-only file system');
    const beside = `${dirname(layer)}/x`;
    expect((await inLab(host, `touch ${beside} && rm ${beside}`)).code).toBe(0);
  });
});

describe('namespaces', () => {
  it('of the container around the lab cannot be entered from it', async () => {
    const own = await must(host, 'readlink /proc/self/ns/{user,mnt,pid,net,ipc,uts,cgroup}');
    // Every process that can be seen at all is in the lab's own user namespace.
    const seen = await must(host, 'readlink /proc/[0-9]*/ns/user | sort -u');
    expect(own.split('\n')).toContain(seen);
    const outside = (await inContainer(container, 'readlink /proc/1/ns/user')).out;
    expect(outside).toMatch(/^user:/);
    expect(own).not.toContain(outside);
  });

  it('of the container’s first process need a privilege that its user has not', async () => {
    expect((await inContainer(container, 'nsenter -t 1 -m true')).code).not.toBe(0);
    const lab = 'nsenter -t "$(cat /run/inner.pid)" -U --preserve-credentials -m true';
    expect((await inContainer(container, lab)).code).toBe(0);
  });
});

describe('the machine’s root', () => {
  const mapping = (map: string) => `
    unshare --user sleep 30 & child=$!
    until [ "$(readlink /proc/$child/ns/user)" != "$(readlink /proc/self/ns/user)" ]; do sleep 0.01; done
    newuidmap $child ${map}; code=$?; kill $child; exit $code`;

  it('cannot be mapped into a namespace', async () => {
    for (const map of ['0 0 1', '0 1000 1 1 0 1', '0 0 65536', '0 100000 65537', '0 99999 2']) {
      expect([map, (await inContainer(container, mapping(map))).code]).toEqual([map, 1]);
    }
    expect((await inContainer(container, mapping('0 1000 1 1 100000 65536'))).code).toBe(0);
  });

  it('cannot be mapped by writing the map without newuidmap', async () => {
    const write = (map: string) => `
      unshare --user sleep 30 & child=$!
      until [ "$(readlink /proc/$child/ns/user)" != "$(readlink /proc/self/ns/user)" ]; do sleep 0.01; done
      echo '${map}' > /proc/$child/uid_map; code=$?; kill $child; exit $code`;
    expect((await inContainer(container, write('0 0 1'))).code).not.toBe(0);
    expect((await inContainer(container, write('0 1000 1'))).code).toBe(0);
  });

  it('is not who a file with setuid belongs to', async () => {
    const setuid = 'cp /usr/bin/id /opt/id && chmod 4755 /opt/id && ls -ln /opt/id | cut -d" " -f3';
    expect(await must(host, setuid)).toBe('0');
    // Root of the lab is 1000 outside, and what is root outside is nobody inside.
    const stat = 'find /lab -path "*/opt/id" -type f 2>/dev/null | xargs stat -c %u';
    const outside = await inContainer(container, stat);
    expect(outside.out).toBe('1000');
    expect(await must(host, 'stat -c %u /proc/sys/kernel/core_pattern')).toBe('65534');
  });
});

/** Calls each with arguments that the kernel itself would refuse with another error; prints "name errno". */
const SYSCALLS = `
use POSIX ();
my $arm = (POSIX::uname())[4] eq 'aarch64';
my %numbers = (
  bpf => $arm ? 280 : 321, perf_event_open => $arm ? 241 : 298, userfaultfd => $arm ? 282 : 323,
  keyctl => $arm ? 219 : 250, add_key => $arm ? 217 : 248, request_key => $arm ? 218 : 249,
  open_by_handle_at => $arm ? 265 : 304, io_uring_setup => 425, getpid => $arm ? 172 : 39,
);
for my $name (keys %numbers) {
  $! = 0;
  syscall($numbers{$name}, -1, -1, -1, -1, -1);
  printf "%s %d\\n", $name, $!;
}`;

const EPERM = 1;
const ENOSYS = 38;

describe('system calls', () => {
  const script = `perl -e ${quote(SYSCALLS)}`;
  const parse = ({ out, err }: Outcome): Record<string, number> => {
    expect(err).toBe('');
    const pairs = out.split('\n').map((line) => line.split(' '));
    return Object.fromEntries(pairs.map(([name, errno]) => [name, Number(errno)]));
  };

  it('that lead into the kernel’s depths are refused', async () => {
    expect(parse(await inLab(host, script))).toEqual({
      bpf: EPERM,
      perf_event_open: EPERM,
      userfaultfd: EPERM,
      open_by_handle_at: EPERM,
      keyctl: ENOSYS,
      add_key: ENOSYS,
      request_key: ENOSYS,
      io_uring_setup: ENOSYS,
      getpid: 0,
    });
  });

  it('would be answered by the kernel if the profile did not stand before it', async () => {
    const { Image } = await container.inspect();
    const open = await lab.docker.createContainer({
      Image,
      Cmd: ['sleep', '60'],
      Labels: { 'org.holdfast.installation': lab.installation },
      HostConfig: {
        NetworkMode: 'none',
        SecurityOpt: ['seccomp=unconfined'],
        CapAdd: ['SYS_ADMIN', 'DAC_READ_SEARCH', 'SYS_PTRACE'],
      },
    });
    try {
      await open.start();
      const answers = parse(await inContainer(open, script, '0:0'));
      for (const name of ['bpf', 'perf_event_open', 'userfaultfd', 'open_by_handle_at']) {
        expect([name, answers[name]]).not.toEqual([name, EPERM]);
      }
      expect(answers.keyctl).not.toBe(ENOSYS);
    } finally {
      await open.remove({ force: true });
    }
  });
});
