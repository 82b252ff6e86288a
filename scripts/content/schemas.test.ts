import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ROOT } from '../lib/root.mjs';
import { SCHEMA_FOLDER, schemaFiles } from './schemas.ts';

it('the schemas that editors get are those that the server reads with (npm run content -- schemas)', () => {
  const folder = join(ROOT, SCHEMA_FOLDER);
  const written = readdirSync(folder).map((name) => [
    name,
    readFileSync(join(folder, name), 'utf8'),
  ]);
  expect(Object.fromEntries(written)).toEqual(Object.fromEntries(schemaFiles()));
});
