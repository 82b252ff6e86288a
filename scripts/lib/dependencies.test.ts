import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compilerAdvice, hasDevPackages, isInstalled } from './dependencies.mjs';
import { ROOT } from './root.mjs';

const wanted = {
  '': { version: '0.1.0' },
  'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' },
  'node_modules/jest': { version: '30.5.2', integrity: 'sha512-b', dev: true },
  'node_modules/shared': { version: '1.0.0', integrity: 'sha512-c', devOptional: true },
  'node_modules/fsevents': { version: '2.3.3', integrity: 'sha512-d', optional: true },
};
const { 'node_modules/fsevents': _other, '': _root, ...complete } = wanted;
const { 'node_modules/jest': _dev, 'node_modules/shared': _shared, ...production } = complete;

describe('isInstalled', () => {
  it('needs no optional package of another system', () => {
    expect(isInstalled(wanted, complete, { dev: true })).toBe(true);
  });

  it('needs the tools for tests only for tests', () => {
    expect(isInstalled(wanted, production, { dev: false })).toBe(true);
    expect(isInstalled(wanted, production, { dev: true })).toBe(false);
  });

  it('does not miss a digest that the lock file does not know', () => {
    const unknown = { 'node_modules/x': { version: '1.0.0' } };
    const installed = { 'node_modules/x': { version: '1.0.0', integrity: 'sha512-x' } };
    expect(isInstalled(unknown, installed, { dev: false })).toBe(true);
  });

  it('sees a package that is missing, of another version or of other content', () => {
    const zod = 'node_modules/zod';
    const { [zod]: _zod, ...without } = complete;
    expect(isInstalled(wanted, without, { dev: false })).toBe(false);
    const older = { ...complete, [zod]: { version: '4.6.6', integrity: 'sha512-a' } };
    expect(isInstalled(wanted, older, { dev: false })).toBe(false);
    const other = { ...complete, [zod]: { version: '4.6.7', integrity: 'sha512-x' } };
    expect(isInstalled(wanted, other, { dev: false })).toBe(false);
  });
});

describe('hasDevPackages', () => {
  it('tells an installation with tools for tests from one without, and from none', () => {
    expect(hasDevPackages(complete)).toBe(true);
    expect(hasDevPackages(production)).toBe(false);
    expect(hasDevPackages(null)).toBe(false);
  });
});

describe('compilerAdvice', () => {
  it('names the packages to install', () => {
    const missing = [
      { program: 'g++', debian: 'g++' },
      { program: 'make', debian: 'make' },
    ];
    expect(compilerAdvice(missing)).toContain('sudo apt-get install g++ make\n');
    expect(compilerAdvice([])).toBeNull();
  });
});

describe('package-lock.json', () => {
  it('names every optional package, without which npm ci refuses it', () => {
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
    const packages: Record<string, { optionalDependencies?: Record<string, string> }> =
      lock.packages;
    const paths = Object.keys(packages);
    const missing = Object.values(packages)
      .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
      .filter((name) => !paths.some((path) => path.endsWith(`node_modules/${name}`)));
    expect(missing).toEqual([]);
  });
});
