import { beforeEach, describe, expect, it } from '@jest/globals';
import { createExits, type Exits } from './exits.ts';

describe('createExits', () => {
  let told: string[];
  let exits: Exits;
  beforeEach(() => {
    told = [];
    exits = createExits((launchId) => told.push(launchId));
  });

  it('tells of a host that ends by itself', () => {
    exits.alive('a');
    exits.died('a');
    expect(told).toEqual(['a']);
  });

  it('tells of one that another process had started', () => {
    exits.died('a');
    expect(told).toEqual(['a']);
  });

  it('says nothing of one that is being started or ended', () => {
    exits.quiet('a');
    exits.died('a');
    exits.alive('b');
    exits.quiet('b');
    exits.died('b');
    expect(told).toEqual([]);
  });

  it('tells again of one that has been started again', () => {
    exits.alive('a');
    exits.quiet('a');
    exits.died('a');
    exits.alive('a');
    exits.died('a');
    expect(told).toEqual(['a']);
  });

  it('tells of those that went unseen, once, and of no others', () => {
    for (const id of ['a', 'b', 'c', 'd']) exits.alive(id);
    exits.quiet('b');
    exits.died('c');
    exits.reconcile(new Set(['d']));
    exits.reconcile(new Set(['d']));
    expect(told).toEqual(['c', 'a']);
  });
});
