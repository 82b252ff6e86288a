/** Which way imports may go. Each rule's comment is what a person sees who breaks it. */
const tests = '\\.test\\.tsx?$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two modules that need each other are one idea, or share a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved',
      comment: 'The imported file or package does not exist.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(?:virtual:|node:)' },
    },
    {
      name: 'declared-packages-only',
      comment: 'A package must stand in package.json; in what ships, under dependencies.',
      severity: 'error',
      from: {
        path: '^(?:protocol|server|client/src|labs|scripts/lib)/',
        pathNot: tests,
      },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'npm-optional'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'one-importer-of-dockerode',
      comment: 'Only the lab host speaks to an engine; everything else asks server/sandbox.',
      severity: 'error',
      from: { path: '^(?:protocol|server|client|labs)/', pathNot: '^server/sandbox/' },
      to: { path: 'node_modules/dockerode' },
    },
    {
      name: 'protocol-stands-alone',
      comment: 'The contract of client and server knows neither.',
      severity: 'error',
      from: { path: '^protocol/' },
      to: { path: '^(?:server|client|labs|scripts|test|bench)/' },
    },
    {
      name: 'client-knows-the-protocol-only',
      comment: 'The page reaches the server over the protocol, never by import.',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^(?:server|labs|scripts|test|bench)/' },
    },
    {
      name: 'page-has-no-node',
      comment: 'Node’s modules do not exist in a browser.',
      severity: 'error',
      from: { path: '^client/src/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'server-knows-no-client',
      comment: 'The server serves the built page; it imports nothing of it.',
      severity: 'error',
      from: { path: '^server/', pathNot: tests },
      to: { path: '^(?:client|scripts|test|bench)/' },
    },
    {
      name: 'graders-know-the-contract-only',
      comment: 'A grader says everything in the words of server/grading/contract.ts.',
      severity: 'error',
      from: { path: '^labs/[^/]+/', pathNot: tests },
      to: { pathNot: ['^server/grading/contract\\.ts$', '^labs/[^/]+/'] },
    },
    {
      name: 'labs-keep-to-themselves',
      comment: 'A lab imports no other lab.',
      severity: 'error',
      from: { path: '^labs/([^/]+)/' },
      to: { path: '^labs/', pathNot: '^labs/$1/' },
    },
    {
      name: 'parts-know-no-feature',
      comment: 'Components and libraries of the page know nothing of its features.',
      severity: 'error',
      from: { path: '^client/src/(?:components|lib|styles)/' },
      to: { path: '^client/src/(?:features|app)/' },
    },
    {
      name: 'features-know-no-app',
      comment: 'Features are put together by the app, not the other way round.',
      severity: 'error',
      from: { path: '^client/src/features/' },
      to: { path: '^client/src/app/' },
    },
    {
      name: 'terminal-through-its-api',
      comment: 'Other features use terminals through features/terminal/api.ts.',
      severity: 'error',
      from: { path: '^client/src/(?!features/terminal/)' },
      to: {
        path: '^client/src/features/terminal/',
        pathNot: '^client/src/features/terminal/api\\.ts$',
      },
    },
    {
      name: 'plain-scripts-need-nothing',
      comment: 'What runs before the packages are installed imports none of them.',
      severity: 'error',
      from: { path: '^scripts/.*\\.mjs$' },
      to: { dependencyTypes: ['npm', 'npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-barrels',
      comment: 'Import the module that has what you need; files named index hide where that is.',
      severity: 'error',
      from: {},
      to: {
        path: '/index[.][cm]?[jt]sx?$',
        pathNot: 'node_modules',
      },
    },
    {
      name: 'tests-are-no-library',
      comment: 'Nothing imports a test; what tests share is in test/support.',
      severity: 'error',
      from: {},
      to: { path: tests },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // What labs give to learners is none of ours.
    exclude: { path: ['^client/dist/', '^labs/[^/]+/files/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
