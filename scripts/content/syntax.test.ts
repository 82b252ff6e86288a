import { describe, expect, it } from '@jest/globals';
import { fileProblem, imagesUsed, shellProblem } from './syntax.ts';

describe('shellProblem', () => {
  it('passes what bash can read', () => {
    expect(shellProblem('for x in 1 2; do echo "$x"; done')).toBeNull();
  });

  it('tells what is missing', () => {
    expect(shellProblem('echo "never closed')).toMatch(/line 1: unexpected EOF/);
  });
});

describe('fileProblem', () => {
  it('reads what it knows by the name', () => {
    expect(fileProblem('compose.yaml', 'services: {web: {image: x}}')).toBeNull();
    expect(fileProblem('compose.yaml', 'services: [')).not.toBeNull();
    expect(fileProblem('package.json', '{"a": 1,}')).not.toBeNull();
    expect(fileProblem('backup.sh', 'if true; then')).not.toBeNull();
    expect(fileProblem('index.html', '<p>')).toBeNull();
  });
});

describe('imagesUsed', () => {
  it('finds the image among options, and no mount, port or owner', () => {
    expect(
      imagesUsed(`docker run -d --name db -v data:/var/lib -p 8080:80 -u 999:999 \\
        -e POSTGRES_PASSWORD=a:b postgres:17 postgres -c x=y:1`),
    ).toEqual(['postgres:17']);
    expect(imagesUsed('docker run --volumes-from clerk:ro busybox:1.37 ls')).toEqual([
      'busybox:1.37',
    ]);
  });

  it('finds those of Compose files and Dockerfiles', () => {
    expect(imagesUsed('services:\n  web:\n    image: nginx:1.26\n')).toEqual(['nginx:1.26']);
    expect(imagesUsed('FROM node:20 AS build\n')).toEqual(['node:20']);
  });

  it('leaves out what the text makes itself', () => {
    expect(
      imagesUsed('docker build -t shop:1 .\ndocker run shop:1\ndocker run busybox:1.37 true'),
    ).toEqual(['busybox:1.37']);
    expect(imagesUsed('services:\n  web:\n    build: .\n    image: shop:1\n')).toEqual([]);
  });
});
