/** What a lab can reach: itself. Not the network, not the machine, not another lab. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type Docker from 'dockerode';
import type { LabHost } from '../../server/sandbox/types.ts';
import { eventually, inContainer, inLab, must } from '../support/lab.ts';
import { LAB_MS, PREPARE_MS, startTestSandbox, type TestSandbox } from '../support/sandbox.ts';

jest.setTimeout(LAB_MS);

let lab: TestSandbox;
let host: LabHost;
let other: LabHost;

beforeAll(async () => {
  lab = await startTestSandbox();
  [host, other] = await Promise.all([lab.launch(), lab.launch()]);
}, PREPARE_MS);

afterAll(() => lab?.close(), LAB_MS);

const get = (url: string) => `curl --noproxy '*' -s -m 3 ${url}`;

describe('the network', () => {
  /** A container of the machine's engine on its default bridge, as any service of the machine may be. */
  async function onBridge(script: string): Promise<Docker.Container> {
    const { Image } = await lab.container(host.launchId).inspect();
    const container = await lab.docker.createContainer({
      Image,
      Cmd: ['sh', '-c', script],
      Labels: { 'org.holdfast.installation': lab.installation },
      HostConfig: { NetworkMode: 'bridge' },
    });
    await container.start();
    return container;
  }

  it('has no way from a lab to the machine’s containers, though they reach each other', async () => {
    const server = await onBridge(
      'echo hello > /tmp/index.html && exec busybox httpd -f -p 8000 -h /tmp',
    );
    const client = await onBridge('sleep 100');
    const { NetworkSettings } = await server.inspect();
    const url = `http://${NetworkSettings.Networks.bridge?.IPAddress}:8000/`;
    const heard = await eventually(async () => {
      const { out } = await inContainer(client, get(url));
      return out === '' ? undefined : out;
    });
    expect(heard).toBe('hello');

    expect((await inLab(host, get(url))).code).not.toBe(0);
    expect((await inContainer(lab.container(host.launchId), get(url))).code).not.toBe(0);
    const inner = `docker run --rm --network host busybox:1.37 wget -T 3 -q -O - ${url}`;
    expect((await inLab(host, inner)).code).not.toBe(0);
  });

  it('of a lab leads nowhere', async () => {
    const { NetworkSettings } = await (await onBridge('sleep 100')).inspect();
    const gateway = NetworkSettings.Networks.bridge?.Gateway;
    expect(gateway).toMatch(/^\d+\./);
    for (const address of [gateway, '169.254.169.254', '1.1.1.1', '[fd00:ec2::254]']) {
      // 7: no way to the address; not 28, a time-out, which would mean that something was on its way.
      expect([address, (await inLab(host, get(`http://${address}/`))).code]).toEqual([address, 7]);
    }
    expect(await must(host, 'ip route show default; ip -6 route show default')).toBe('');
    expect((await inLab(host, 'getent hosts deb.debian.org')).code).not.toBe(0);
  });

  it('of a lab itself works', async () => {
    await must(host, 'mkdir -p /srv/www && echo hello > /srv/www/index.html');
    await must(host, 'busybox httpd -p 8001 -h /srv/www');
    expect(await must(host, get('http://192.168.65.3:8001/'))).toBe('hello');
    expect(await must(host, 'getent hosts docker-host')).toContain('192.168.65.3');
    // Same address, another lab.
    expect((await inLab(other, get('http://192.168.65.3:8001/'))).code).toBe(7);
  });

  it('says at once what docker pull cannot do, instead of waiting', async () => {
    const { code, err, out } = await inLab(host, 'docker pull example.org/none:1');
    expect(code).not.toBe(0);
    expect(`${out} ${err}`).toMatch(/no network|network/i);
  });
});

describe('another lab', () => {
  it('has other files', async () => {
    await must(host, 'echo secret > /root/secret-of-host && docker volume create of-host');
    const search = 'find / -name "*secret-of-host" -not -path "/proc/*" 2>/dev/null';
    expect((await inLab(host, search)).out).toBe('/root/secret-of-host');
    expect((await inLab(other, search)).out).toBe('');
    expect(await must(other, 'docker volume ls -q')).not.toContain('of-host');
    const around = lab.container(other.launchId);
    expect((await inContainer(lab.container(host.launchId), search)).out).not.toBe('');
    expect((await inContainer(around, search)).out).toBe('');
  });

  it('has other processes, though the machine counts them to the same user', async () => {
    await must(host, 'setsid sleep 86399 < /dev/null > /dev/null 2>&1 & disown');
    const search = 'pgrep -f "^sleep 86399"';
    expect((await inLab(host, search)).code).toBe(0);
    expect((await inContainer(lab.container(host.launchId), search)).code).toBe(0);
    expect((await inLab(other, search)).code).toBe(1);
    expect((await inContainer(lab.container(other.launchId), search)).code).toBe(1);
  });

  it('has other abstract sockets, shared memory and message queues', async () => {
    const listen = `perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0); bind(S, pack("S a*", AF_UNIX, "\\0of-host")) or die; listen(S, 1); sleep 1000'`;
    const connect = `perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0); connect(S, pack("S a*", AF_UNIX, "\\0of-host")) or die "$!\\n"'`;
    await must(host, `setsid ${listen} < /dev/null > /dev/null 2>&1 & disown`);
    await eventually(async () => ((await inLab(host, connect)).code === 0 ? true : undefined));
    const refused = await inLab(other, connect);
    expect([refused.code === 0, refused.err]).toEqual([false, 'Connection refused']);

    await must(host, 'ipcmk -M 4096 && ipcmk -Q && echo x > /dev/shm/of-host');
    const count = 'ls /dev/shm; ipcs -m -q | grep -c ^0x';
    expect((await inLab(host, count)).out).toMatch(/of-host\n2$/);
    expect((await inLab(other, count)).out).toBe('0');
    expect((await inContainer(lab.container(other.launchId), count)).out).toBe('0');
  });

  it('does not feel a fork bomb', async () => {
    const bomb = inLab(
      host,
      'for n in $(seq 3000); do sleep 30 & done 2>&1 | tail -1; true',
      5_000,
    );
    expect(await must(other, 'docker run --rm busybox:1.37 echo fine')).toBe('fine');
    const { out, err } = await bomb.catch((error: Error) => ({ out: '', err: error.message }));
    expect(`${out}${err}`).toMatch(/Resource temporarily unavailable|took too long/);
    // What it started has ended with it.
    await eventually(async () => {
      const left = await inLab(host, 'pgrep -c sleep').catch(() => undefined);
      return left !== undefined && Number(left.out) < 100 ? true : undefined;
    });
    expect(await must(host, 'docker run --rm busybox:1.37 echo back')).toBe('back');
  });
});
