import { describe, expect, it } from '@jest/globals';
import { createFlights } from './flights.ts';

/** A piece of work that ends when it is told to, or with the signal's reason. */
function work() {
  let finish: (value: string) => void = () => {};
  let begin: () => void = () => {};
  const result = new Promise<string>((resolve) => {
    finish = resolve;
  });
  const began = new Promise<void>((resolve) => {
    begin = resolve;
  });
  return {
    finish: (value: string) => finish(value),
    began,
    run(signal?: AbortSignal): Promise<string> {
      begin();
      signal?.addEventListener('abort', () => finish(`aborted: ${signal.reason.message}`));
      return result;
    },
  };
}

describe('createFlights', () => {
  it('does one thing at a time for a host, in order, and different hosts at once', async () => {
    const flights = createFlights();
    const order: string[] = [];
    const first = work();
    const other = work();
    const one = flights.start('a', undefined, () => first.run().then((it) => order.push(it)));
    const two = flights.start('a', undefined, async () => order.push('second'));
    const three = flights.start('b', undefined, () => other.run().then((it) => order.push(it)));
    await other.began;
    other.finish('other');
    await three;
    first.finish('first');
    await Promise.all([one, two]);
    expect(order).toEqual(['other', 'first', 'second']);
    expect(flights.has('a')).toBe(false);
  });

  it('aborts a start when the host is to end, and ends it afterwards', async () => {
    const flights = createFlights();
    const starting = work();
    const started = flights.start('a', undefined, (signal) => starting.run(signal));
    await starting.began;
    const waiting = flights.start('a', undefined, async () => 'never');
    const ended = flights.end('a', new Error('removed'), async () => 'ended');
    expect(await started).toBe('aborted: removed');
    await expect(waiting).rejects.toThrow('removed');
    expect(await ended).toBe('ended');
  });

  it('does not abort a start that was asked for after the end', async () => {
    const flights = createFlights();
    const ended = flights.end('a', new Error('removed'), async () => {});
    const started = flights.start('a', undefined, async (signal) => signal.aborted);
    await ended;
    expect(await started).toBe(false);
  });

  it('goes on after a failure', async () => {
    const flights = createFlights();
    const failing = flights.start('a', undefined, () => Promise.reject(new Error('no')));
    const next = flights.start('a', undefined, async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });

  it('hands the caller’s abort on, and does not begin what is aborted already', async () => {
    const flights = createFlights();
    const controller = new AbortController();
    const starting = work();
    const started = flights.start('a', controller.signal, (signal) => starting.run(signal));
    await starting.began;
    controller.abort(new Error('left'));
    expect(await started).toBe('aborted: left');
    await expect(flights.start('a', controller.signal, async () => 'began')).rejects.toThrow(
      'left',
    );
  });

  it('closes when everything has ended', async () => {
    const flights = createFlights();
    const starting = work();
    const started = flights.start('a', undefined, (signal) => starting.run(signal));
    await starting.began;
    await flights.close(new Error('closing'));
    expect(await started).toBe('aborted: closing');
    expect(flights.has('a')).toBe(false);
  });
});
