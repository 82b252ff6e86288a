import { describe, expect, it } from '@jest/globals';
import { type Tab, withChange, withListed, withOpened, without } from './tabs.ts';

const shape = (tabs: readonly Tab[]) =>
  tabs.map(({ id, number, state }) => `${number}:${id}:${state}`);

describe('tabs', () => {
  it('show what the session lists, by number', () => {
    const tabs = withListed(
      [],
      [
        { id: 'b', number: 2 },
        { id: 'a', number: 1 },
      ],
    );
    expect(shape(tabs)).toEqual(['1:a:connecting', '2:b:connecting']);
  });

  it('keep one that was opened here while the list does not have it yet', () => {
    const opened = withOpened([], 'a', 1);
    expect(shape(withListed(opened, []))).toEqual(['1:a:connecting']);
  });

  it('end one that has left the list', () => {
    const listed = withListed(withOpened([], 'a', 1), [{ id: 'a', number: 1 }]);
    expect(shape(withListed(listed, []))).toEqual(['1:a:ended']);
  });

  it('put a new one in the place of an ended one with its number', () => {
    const ended = withChange(withOpened(withOpened([], 'a', 1), 'b', 2), 'a', { state: 'ended' });
    expect(shape(withOpened(ended, 'c', 1))).toEqual(['1:c:connecting', '2:b:connecting']);
    expect(shape(withListed(ended, [{ id: 'c', number: 1 }]))).toContain('1:c:connecting');
  });

  it('do not bring an ended one back to life', () => {
    const ended = withChange(withOpened([], 'a', 1), 'a', { state: 'ended', exitCode: 3 });
    expect(withChange(ended, 'a', { state: 'live' })).toMatchObject([
      { state: 'ended', exitCode: 3 },
    ]);
    expect(without(ended, 'a')).toEqual([]);
  });
});
