/** Projects of the test suite. Unit tests sit beside their file; what crosses modules is in test/. */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          target: 'es2022',
          transform: { react: { runtime: 'automatic' } },
        },
        module: { type: 'es6' },
      },
    ],
  },
  // What labs give to learners has package.json files of its own.
  modulePathIgnorePatterns: [
    '<rootDir>/client/dist',
    '<rootDir>/.data',
    '<rootDir>/labs/[^/]+/files',
  ],
};

const project = (displayName, testMatch) => ({ ...base, displayName, testMatch });

export default {
  // Two processors may have much else to do; a test that hangs still ends. (In a project it would be ignored.)
  testTimeout: 30_000,
  // Labs side by side: two processors hold three that start databases without waiting on each other.
  maxConcurrency: 3,
  projects: [
    project('unit', [
      '<rootDir>/{protocol,server,client,labs,scripts,bench,sandbox}/**/*.test.{ts,tsx}',
    ]),
    project('integration', ['<rootDir>/test/integration/**/*.test.ts']),
    project('sandbox', ['<rootDir>/test/sandbox/**/*.test.ts']),
    project('faults', ['<rootDir>/test/faults/**/*.test.ts']),
    project('content', ['<rootDir>/test/content/**/*.test.ts']),
    project('e2e', ['<rootDir>/test/e2e/**/*.test.ts']),
  ],
};
