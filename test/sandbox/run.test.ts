/** Programs run in a lab on the platform's behalf. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LabHost } from '../../server/sandbox/types.ts';
import { eventually, inLab, must } from '../support/lab.ts';
import { LAB_MS, PREPARE_MS, startTestSandbox, type TestSandbox } from '../support/sandbox.ts';

jest.setTimeout(LAB_MS);

let lab: TestSandbox;
let host: LabHost;

beforeAll(async () => {
  lab = await startTestSandbox();
  host = await lab.launch();
}, PREPARE_MS);

afterAll(() => lab?.close(), LAB_MS);

/** How many processes of the lab have this command line. */
async function running(pattern: string): Promise<number> {
  return Number((await inLab(host, `pgrep -fc '${pattern}'`)).out);
}

async function untilNone(pattern: string): Promise<void> {
  await eventually(async () => ((await running(pattern)) === 0 ? true : undefined));
}

describe('run', () => {
  it('gives stdin, and returns stdout, stderr and exit code apart', async () => {
    const result = await host.run(['sh', '-c', 'cat; echo bad >&2; exit 3'], { stdin: 'grüße' });
    expect(result.stdout.toString()).toBe('grüße');
    expect(result.stderr.toString()).toBe('bad\n');
    expect(result).toMatchObject({ exitCode: 3, truncated: false });
  });

  it('passes arguments as they are', async () => {
    const argument = ` a "b" 'c' $HOME \n -- é`;
    const result = await host.run(['printf', '%s', argument]);
    expect(result.stdout.toString()).toBe(argument);
  });

  it('ends input, so that a program that reads it ends too', async () => {
    expect((await host.run(['cat'])).exitCode).toBe(0);
  });

  it('is root of the lab, in its home, without the marks of a terminal', async () => {
    const { out } = await inLab(host, 'id -un; pwd; echo "$HOME"; tty');
    expect(out).toBe('root\n/root\n/root\nnot a tty');
  });

  it('cuts what is too much, and knows the exit code all the same', async () => {
    const result = await host.run(['sh', '-c', 'head -c 3000000 /dev/zero; echo xyz >&2; exit 4'], {
      maxBytes: 1000,
    });
    expect(result.stdout).toHaveLength(1000);
    expect(result.stderr.toString()).toBe('xyz\n');
    expect(result).toMatchObject({ exitCode: 4, truncated: true });
  });

  it('does not call cut what fits exactly', async () => {
    const result = await host.run(['head', '-c', '1000', '/dev/zero'], { maxBytes: 1000 });
    expect(result).toMatchObject({ exitCode: 0, truncated: false });
  });

  it('carries megabytes both ways unharmed', async () => {
    const bytes = Buffer.alloc(5_000_000, 'Holdfast ');
    const result = await host.run(['cat'], { stdin: bytes, maxBytes: bytes.length });
    expect(result.truncated).toBe(false);
    expect(result.stdout.equals(bytes)).toBe(true);
  });

  it('says so when a program is not there', async () => {
    expect((await host.run(['no-such-program'])).exitCode).toBe(127);
  });

  it('ends what takes too long, with all it started, even if it will not listen', async () => {
    const stubborn = `trap '' TERM HUP; sleep 7001 & setsid sleep 7002 & sleep 7003`;
    await expect(host.run(['bash', '-c', stubborn], { timeoutMs: 500 })).rejects.toMatchObject({
      code: 'lab.timeout',
    });
    await untilNone('^sleep 700');
  });

  it('does not take a program’s own exit code for a time-out', async () => {
    expect((await host.run(['sh', '-c', 'exit 124'])).exitCode).toBe(124);
  });

  it('ends what the caller aborts', async () => {
    const controller = new AbortController();
    const aborted = host.run(['sleep', '7100'], { signal: controller.signal, timeoutMs: 60_000 });
    const outcome = expect(aborted).rejects.toThrow('enough');
    await eventually(async () => ((await running('^sleep 7100')) > 0 ? true : undefined));
    controller.abort(new Error('enough'));
    await outcome;
    await untilNone('^sleep 7100');
  });

  it('leaves nothing open behind it', async () => {
    const before = await must(host, 'ls /proc | grep -c "^[0-9]"');
    await Promise.all(Array.from({ length: 10 }, () => host.run(['true'])));
    await eventually(async () =>
      (await must(host, 'ls /proc | grep -c "^[0-9]"')) === before ? true : undefined,
    );
  });
});

describe('putArchive', () => {
  it('unpacks files as the lab’s root, with their modes, making the directory', async () => {
    // Owned by somebody else in the archive.
    const made = await host.run([
      'bash',
      '-c',
      'cd "$(mktemp -d)" && mkdir sub && echo hello > sub/file && chmod 750 sub/file && tar -c --owner=1234 --group=1234 .',
    ]);
    await host.putArchive('/root/lab/files', made.stdout);
    expect(
      await must(host, 'cd /root/lab/files && stat -c "%u:%g %a" sub/file && cat sub/file'),
    ).toBe('0:0 750\nhello');
  });

  it('says so when the archive is broken', async () => {
    await expect(host.putArchive('/root/x', Buffer.from('no tar'))).rejects.toMatchObject({
      details: { exitCode: 2 },
    });
  });

  it.each(['relative', '/root/../etc', '/..', ''])(
    'refuses the directory %j',
    async (directory) => {
      await expect(host.putArchive(directory, Buffer.alloc(1024))).rejects.toThrow(
        'not an absolute directory',
      );
    },
  );
});

describe('the inner engine', () => {
  it('answers, over connections that are used again', async () => {
    for (let n = 0; n < 10; n++) {
      expect((await host.engine.request('GET', '/_ping')).body.toString()).toBe('OK');
    }
    expect(await running('^nc -N')).toBe(1);
  });

  it('takes JSON and archives', async () => {
    const created = await host.engine.request('POST', '/containers/create?name=made', {
      json: { Image: 'busybox:1.37', Cmd: ['cat', '/f'] },
    });
    expect(created.status).toBe(201);
    const tar = await host.run(['sh', '-c', 'cd /tmp && echo hello > f && tar -c f']);
    const put = await host.engine.request('PUT', '/containers/made/archive?path=/', {
      body: tar.stdout,
    });
    expect(put.status).toBe(200);
    expect(await must(host, 'docker start -a made')).toBe('hello');
  });

  it('tells what happens as it happens', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const events = host.engine.events({ signal: controller.signal, since: 0 });
    const following = (async () => {
      for await (const event of events) {
        const { Type, Action, Actor } = event as {
          Type: string;
          Action: string;
          Actor: { ID: string };
        };
        seen.push(`${Type} ${Action} ${Actor.ID}`);
        if (seen.includes('volume destroy seen')) controller.abort();
      }
    })();
    await must(host, 'docker volume create seen && docker volume rm seen');
    await following;
    expect(seen).toContain('volume create seen');
  });

  it('ends its connections when the handle is closed, and leaves the lab alone', async () => {
    const second = await lab.sandbox.find(host.launchId);
    const events = second?.engine.events({ signal: new AbortController().signal });
    await second?.engine.request('GET', '/_ping');
    const next = events?.[Symbol.asyncIterator]().next();
    const failed = expect(next).rejects.toMatchObject({ code: 'lab.unreachable' });
    second?.close();
    await failed;
    // The first handle's one connection is left.
    await host.engine.request('GET', '/_ping');
    await eventually(async () => ((await running('^nc -N')) === 1 ? true : undefined));
  });

  it('is reached in a lab without netcat too', async () => {
    const fresh = await lab.launch();
    await must(fresh, 'rm "$(readlink -f "$(command -v nc)")" "$(command -v nc)"; ! command -v nc');
    expect((await fresh.engine.request('GET', '/_ping')).body.toString()).toBe('OK');
    await lab.sandbox.remove(fresh.launchId);
  });
});
