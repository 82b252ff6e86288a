import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createFeed, type Feed } from './feed.ts';
import { createModes } from './modes.ts';

/** A holder that has the output from `start` on, and answers when it is told to. */
function createWorld(text: string, start = 0) {
  const output = Buffer.from(text);
  let questions: number[] = [];
  const feed: Feed = createFeed(0, (offset) => questions.push(offset));
  let at: number | undefined;
  const news: string[] = [];
  return {
    feed,
    news,
    questions: () => questions,
    /** Answers the next question. */
    answer() {
      const offset = questions.shift();
      if (offset === undefined) return;
      at = Math.min(Math.max(offset, start), output.length);
      const modes = createModes();
      modes.push(output.subarray(0, at));
      feed.state({ offset: at, prologue: Buffer.from(modes.prologue()), sizes: [] });
    },
    /** Sends so many bytes more. */
    send(bytes: number) {
      if (at === undefined) return;
      const piece = output.subarray(at, at + bytes);
      at += piece.length;
      news.push(Buffer.from(feed.output(piece)).toString());
    },
    forget() {
      questions = [];
      at = undefined;
    },
  };
}

const text = (feed: Feed, from: number) => Buffer.from(feed.read(from)).toString();

describe('a feed', () => {
  it('asks again for what it has given up, and tells what is new apart from that', async () => {
    const { feed, answer, send, news } = createWorld('one two three');
    answer();
    send(7);
    feed.trim(Number.POSITIVE_INFINITY);
    const reached = feed.reach(0);
    answer();
    send(3);
    expect(feed.has(0)).toBe(false);
    send(6);
    await reached;
    expect(feed.has(0)).toBe(true);
    expect(text(feed, 0)).toBe('one two t');
    expect(news).toEqual(['one two', '', ' t']);
    expect(feed.received).toBe(9);
  });

  it('asks once for all who wait for the same', async () => {
    const { feed, answer, send, questions } = createWorld('one two');
    const reached = [feed.reach(0), feed.reach(0), feed.reach(3)];
    expect(questions()).toHaveLength(1);
    answer();
    send(7);
    await Promise.all(reached);
  });

  it('goes on after a gap when the holder has given something up', async () => {
    const { feed, answer, send, news } = createWorld('\x1b[?1049hone two', 12);
    answer();
    send(3);
    expect(feed.has(0)).toBe(false);
    expect(feed.start).toBe(12);
    expect(news).toEqual(['two']);
    expect(feed.modesAt(13).alternate()).toBe(true);
    // Nobody waits for what can't come.
    const reached = feed.reach(0);
    answer();
    send(4);
    await reached;
    expect(feed.start).toBe(12);
  });

  it('lets nobody wait when it is closed', async () => {
    const { feed } = createWorld('one');
    const reached = feed.reach(0);
    feed.close();
    await reached;
    await feed.reach(0);
  });

  it('has the output in order, however it is asked for, trimmed and interrupted', async () => {
    const whole = Array.from({ length: 400 }, (_, n) => `${n} `).join('');
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 1, max: 200 }).map((send) => ({ send })) },
      { weight: 3, arbitrary: fc.constant({ answer: true }) },
      { weight: 1, arbitrary: fc.nat(whole.length).map((reach) => ({ reach })) },
      { weight: 1, arbitrary: fc.nat(whole.length).map((trim) => ({ trim })) },
      { weight: 1, arbitrary: fc.constant({ interrupt: true }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { feed, answer, send, news, forget, questions } = createWorld(whole);
        const reached: Promise<void>[] = [];
        for (const one of steps) {
          if ('send' in one) send(one.send);
          else if ('answer' in one) answer();
          else if ('reach' in one) reached.push(feed.reach(one.reach));
          else if ('trim' in one) feed.trim(one.trim);
          else {
            forget();
            feed.reconnected();
          }
          if (feed.has(feed.start)) {
            expect(text(feed, feed.start)).toBe(whole.slice(feed.start, feed.end));
          }
        }
        while (questions().length > 0) answer();
        send(whole.length);
        await Promise.all(reached);
        expect(news.join('')).toBe(whole);
        expect(text(feed, feed.start)).toBe(whole.slice(feed.start));
      }),
    );
  });
});
