import { describe, expect, it } from '@jest/globals';
import { ImageName, registryOf } from './image-name.ts';

describe('ImageName', () => {
  it.each([
    'alpine:3.22',
    'ubuntu:24.04',
    'docker/dockerfile:1',
    'quay.io/prometheus/node-exporter:v1.8.2',
    'localhost/tool:dev',
    '127.0.0.1:5000/lab:1',
    'registry.example.org:443/a/b_c/d--e:1_2',
  ])('takes %s', (name) => {
    expect(ImageName.safeParse(name).success).toBe(true);
  });

  it.each([
    'alpine',
    'Alpine:3',
    'alpine:',
    'alpine:3 --privileged',
    '-v:1',
    'a//b:1',
    '../a:1',
    'a:1:2',
    'alpine@sha256:0123',
    `${'a'.repeat(300)}:1`,
    'alpine:3\nubuntu:1',
  ])('refuses %j', (name) => {
    expect(ImageName.safeParse(name).success).toBe(false);
  });
});

describe('registryOf', () => {
  it.each([
    ['alpine:3.22', 'docker.io'],
    ['docker/dockerfile:1', 'docker.io'],
    ['quay.io/a/b:1', 'quay.io'],
    ['127.0.0.1:5000/lab:1', '127.0.0.1:5000'],
    ['localhost/lab:1', 'localhost'],
  ])('of %s is %s', (name, registry) => {
    expect(registryOf(name)).toBe(registry);
  });
});
