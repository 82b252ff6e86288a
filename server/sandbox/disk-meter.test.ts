import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createDiskMeter } from './disk-meter.ts';
import type { Exec } from './exec.ts';

/** A program of this machine in place of one in a lab, in the engine's frames. */
function local(script: string): () => Promise<Exec> {
  return async () => {
    const child = spawn('sh', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'] });
    const socket = new Duplex({
      read() {},
      write: (chunk, _encoding, done) => {
        child.stdin.write(chunk, () => done());
      },
      destroy: (_error, done) => {
        child.kill('SIGKILL');
        done(null);
      },
    });
    child.stdin.on('error', () => {});
    child.stdout.on('data', (chunk: Buffer) => {
      const head = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
      head.writeUInt32BE(chunk.length, 4);
      socket.push(Buffer.concat([head, chunk]));
    });
    child.on('exit', () => socket.destroy());
    return { socket, resize: async () => {}, exitCode: async () => 0 };
  };
}

describe('a disk meter', () => {
  it('asks one thing after another and reads the answers', async () => {
    const script = `while read -r c; do case $c in
      size) echo size 2048;; hold) echo held dd yes;; free) echo free;; esac; done`;
    const meter = createDiskMeter(local(script));
    const answers = await Promise.all([meter.used(), meter.hold(), meter.release(), meter.used()]);
    expect(answers).toEqual([2, ['dd', 'yes'], undefined, 2]);
    meter.close();
  });

  it('knows nothing where it could not be counted, and no holder where none is', async () => {
    const script = `while read -r c; do case $c in size) echo 'size ?';; *) echo 'held ';; esac; done`;
    const meter = createDiskMeter(local(script));
    expect(await meter.used()).toBeNull();
    expect(await meter.hold()).toEqual([]);
    meter.close();
  });

  it('says so when its program ends, and starts another with the next question', async () => {
    let started = 0;
    const meter = createDiskMeter(() => {
      started += 1;
      return local(started === 1 ? 'read -r c; exit 1' : 'read -r c; echo size 1024; cat')();
    });
    await expect(meter.used()).rejects.toMatchObject({ code: 'lab.unreachable' });
    expect(await meter.used()).toBe(1);
    meter.close();
    await expect(meter.used()).rejects.toMatchObject({ code: 'lab.unreachable' });
    expect(started).toBe(2);
  });
});
