/**
 * A shell whose program is the test, held as a lab holds one, in this process: what is written, when it ends and
 * when connections break is for the test to say.
 */
import { Writable } from 'node:stream';
import type { TerminalSize } from '../../protocol/terminal.ts';
import { HELD_BYTES, type SizeChange } from '../../server/sandbox/holder/frames.ts';
import type { Shell, ShellListener } from '../../server/sandbox/types.ts';
import { createOutputLog } from '../../server/terminals/log.ts';
import { createModes } from '../../server/terminals/modes.ts';

export interface ScriptedShell {
  /** Attaches; another attachment does not end the ones before. */
  attach(): Shell;
  /** Writes as far as it may; the rest when it may. */
  write(data: string | Uint8Array): void;
  /** Bytes that wait because the shell may not write on. */
  blocked(): number;
  /** All that was ever written, blocked or not. */
  written(): Buffer;
  /** Offset after the last byte that was let out. */
  end(): number;
  /** Ends after its last output. */
  exit(code: number): void;
  /** Breaks every connection off. */
  lose(): void;
  /** Whether input is taken; else it waits in the stream. */
  setReading(reading: boolean): void;
  readonly typed: string[];
  readonly sizes: string[];
  readonly notes: Uint8Array[];
  readonly grants: number[];
  /** What else was asked for: `follow`, `dismiss`, `kill`, `release`. */
  readonly asked: string[];
}

interface Attachment {
  listener: ShellListener | undefined;
  /** Where its output goes on; undefined before it was asked for. */
  at: number | undefined;
  grant: number | undefined;
  toldEnd: boolean;
  over: boolean;
}

export function createScriptedShell({
  size,
  note = null,
}: {
  size: TerminalSize;
  /** What an earlier server has left. */
  note?: Uint8Array | null;
}): ScriptedShell {
  const before = createModes();
  const log = createOutputLog({ capacity: HELD_BYTES, onTrim: (bytes) => before.push(bytes) });
  const pieces: Buffer[] = [];
  const changes: SizeChange[] = [{ offset: 0, ...size }];
  let attachments: Attachment[] = [];
  let pending = Buffer.alloc(0);
  let exitCode: number | undefined;
  let reading = true;
  const unread: (() => void)[] = [];
  const record = {
    typed: [] as string[],
    sizes: [] as string[],
    notes: [] as Uint8Array[],
    grants: [] as number[],
    asked: [] as string[],
  };

  function pump(): void {
    const limit = attachments.findLast((one) => one.grant !== undefined)?.grant;
    const room = limit === undefined ? pending.length : Math.max(0, limit - log.end);
    log.append(pending.subarray(0, room));
    pending = pending.subarray(room);
    for (const one of [...attachments]) deliver(one);
  }

  function deliver(one: Attachment): void {
    if (one.at === undefined || one.over) return;
    if (one.at < log.start) {
      drop(one);
      return;
    }
    while (one.at < log.end) {
      const bytes = log.read(one.at, 64 * 1024);
      const offset = one.at;
      one.at += bytes.length;
      one.listener?.output(offset, bytes);
    }
    if (pending.length === 0 && exitCode !== undefined && !one.toldEnd) {
      one.toldEnd = true;
      one.listener?.ended(exitCode);
    }
  }

  function drop(one: Attachment): void {
    if (one.over) return;
    one.over = true;
    attachments = attachments.filter((other) => other !== one);
    one.listener?.lost(new Error('broken off by the test'));
  }

  return {
    ...record,
    attach() {
      const one: Attachment = {
        listener: undefined,
        at: undefined,
        grant: undefined,
        toldEnd: false,
        over: false,
      };
      attachments.push(one);
      const held = { start: log.start, end: log.end, ended: exitCode !== undefined, note };
      return {
        held,
        connected: true,
        input: new Writable({
          write(data: Buffer, _encoding, done) {
            record.typed.push(data.toString());
            if (reading) done();
            else unread.push(done);
          },
        }),
        listen(listener) {
          one.listener = listener;
        },
        follow(offset) {
          record.asked.push('follow');
          one.grant ??= held.end;
          const from = Math.min(Math.max(offset, log.start), log.end);
          const modes = createModes();
          modes.push(Buffer.from(before.prologue()));
          modes.push(log.read(log.start, from - log.start));
          // Answers come later than questions.
          queueMicrotask(() => {
            one.listener?.state({
              offset: from,
              prologue: Buffer.from(modes.prologue()),
              sizes: [...changes],
            });
            one.at = from;
            one.toldEnd = false;
            deliver(one);
          });
        },
        grant(offset) {
          record.grants.push(offset);
          one.grant = offset;
          queueMicrotask(pump);
        },
        resize({ cols, rows }) {
          record.sizes.push(`${cols}x${rows}`);
          changes.push({ offset: log.end, cols, rows });
        },
        note(data) {
          note = data;
          record.notes.push(data);
        },
        dismiss: () => record.asked.push('dismiss'),
        async kill() {
          record.asked.push('kill');
        },
        release() {
          record.asked.push('release');
          one.listener = undefined;
          attachments = attachments.filter((other) => other !== one);
          queueMicrotask(pump);
        },
      };
    },
    write(data) {
      const bytes = Buffer.from(data);
      pieces.push(bytes);
      pending = Buffer.concat([pending, bytes]);
      pump();
    },
    blocked: () => pending.length,
    written: () => Buffer.concat(pieces),
    end: () => log.end,
    exit(code) {
      exitCode = code;
      pump();
    },
    lose() {
      for (const one of [...attachments]) drop(one);
    },
    setReading(next) {
      reading = next;
      if (reading) for (const done of unread.splice(0)) done();
    },
  };
}
