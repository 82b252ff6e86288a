import { describe, expect, it } from '@jest/globals';
import type { Block } from '../../protocol/course.ts';
import { imagesNamed } from './images-named.ts';

const SET = ['busybox:1.37', 'redis:8', 'docker/dockerfile:1', 'registry:2'];

const block = (kind: Block['kind'], text: string): Block => ({ index: 0, kind, text });

describe('imagesNamed', () => {
  const cases: [string, Block['kind'], string, string[]][] = [
    ['in a command', 'run', 'docker run --rm redis:8 redis-cli ping', ['redis:8']],
    ['at the end of a command', 'run', 'docker pull redis:8', ['redis:8']],
    ['in a Compose file', 'file', 'services:\n  a:\n    image: "redis:8"\n', ['redis:8']],
    [
      'in a Dockerfile',
      'file',
      '# syntax=docker/dockerfile:1\nFROM busybox:1.37 AS a\n',
      ['busybox:1.37', 'docker/dockerfile:1'],
    ],
    ['in what is only shown', 'expect', 'redis:8', []],
    ['of another registry', 'run', 'docker push localhost:5000/redis:8', []],
    ['of another version', 'run', 'docker run redis:8.0', []],
    ['that is not there', 'run', 'ls', []],
  ];
  it.each(cases)('finds a name %s', (_where, kind, text, found) => {
    expect(imagesNamed([block(kind, text)], SET)).toEqual(found);
  });

  it('names each once, in the order of the set', () => {
    const blocks = [
      block('run', 'docker run redis:8'),
      block('run', 'docker run busybox:1.37; docker run redis:8'),
    ];
    expect(imagesNamed(blocks, SET)).toEqual(['busybox:1.37', 'redis:8']);
  });
});
