/**
 * The arrows of ARCHITECTURE.md, refused by a tool. Each comment says why, and is printed with the violation.
 * Run by `npm run check`.
 */
const { existsSync, globSync, readFileSync } = require('node:fs')
const { dirname, join } = require('node:path')

const tests = '(\\.test\\.tsx?|\\.(oracle|testing)\\.ts)$|/testing(/|\\.ts$)'

/**
 * Files that service.ts lists and that declare by one of these words of the kit (or are named `on-<event>`), as one exact
 * pattern. `booking.ts` and other nouns are none of them.
 */
function filesDeclaring(...words) {
  const declares = new RegExp(`^import \\{[^}]*\\b(${words.join('|')})\\b[^}]*\\} from '@ecc/kit'`, 'm')
  const read = (file) => readFileSync(join(__dirname, file), 'utf8')
  const files = globSync('services/*/src/service.ts', { cwd: __dirname })
    .flatMap((service) =>
      [...read(service).matchAll(/from '(\.[^']+)'/g)].map(([, path]) => join(dirname(service), path)),
    )
    .filter((file) => existsSync(join(__dirname, file)))
    .filter((file) => declares.test(read(file)) || (words.includes('subscribe') && /\/on-[^/]+$/.test(file)))
  return files.length === 0 ? '^(?!)' : `^(${files.map((file) => file.replaceAll('.', '\\.')).join('|')})$`
}
const capabilities = filesDeclaring('handle', 'subscribe', 'socket')
const jobs = filesDeclaring('job')
const contents = '^services/[^/]+/src/service\\.ts$'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'service-to-service',
      comment:
        'A service owns its tables and may run in another process: reach another one by call(route) or by an event, never by its code.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: ['^services/(?!$1/)', '^@ecc/[a-z-]+-service', '^@ecc/api-gateway'], pathNot: '^services/$1/' },
    },
    {
      name: 'kit-knows-no-domain',
      comment:
        'The kit runs any service. It may import only define, vocabulary and problems of the contracts; a domain contract here would tie every service to one.',
      severity: 'error',
      from: { path: '^packages/kit/' },
      to: { path: '^(packages/contracts/src|@ecc/contracts)/(?!(define|vocabulary|problems)(\\.ts)?$)' },
    },
    {
      name: 'kit-imports-no-service',
      comment: 'Packages are below services; a package that needs a service belongs into that service.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^services/' },
    },
    {
      name: 'contracts-stand-alone',
      comment:
        'Contracts are read by browsers and by every service: typebox is their only import. Behaviour belongs into a service or the kit.',
      severity: 'error',
      from: { path: '^packages/contracts/src/', pathNot: tests },
      to: { pathNot: '^(packages/contracts/src/|node_modules/typebox/|typebox$)' },
    },
    {
      name: 'web-only-by-contract',
      comment:
        'The web app talks to services over HTTP and knows them by packages/contracts alone; server code would end up in the bundle.',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^(packages/kit/|services/|apps/server/|@ecc/(?!contracts/))' },
    },
    {
      name: 'nothing-imports-apps',
      comment:
        'Apps are the ends of the arrows: they put the pieces together, and no piece may know how it was put together.',
      severity: 'error',
      from: { path: '^(packages|services)/' },
      to: { path: '^apps/' },
    },
    {
      name: 'app-to-app',
      comment: 'Each app is a program of its own.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/(?!$1/)' },
    },
    {
      name: 'capability-has-no-importer',
      comment:
        'A capability (handle, subscribe, socket) is the story from outside; only service.ts lists it and tests call it. Move what others need into a noun file.',
      severity: 'error',
      from: { pathNot: [contents, tests] },
      to: { path: capabilities },
    },
    {
      name: 'noun-to-verb',
      comment:
        'Verbs import nouns, never the other way: a noun file holds rules and SQL and must not know who uses them. Let the capability add the job.',
      severity: 'error',
      from: { path: '^services/', pathNot: [contents, tests, capabilities, jobs] },
      to: { path: jobs },
    },
    {
      name: 'feature-to-feature',
      comment: 'Features stay removable: a page composes several; what two of them share goes to ui/ or lib/.',
      severity: 'error',
      from: { path: '^apps/web/src/features/([^/]+)/' },
      to: { path: '^apps/web/src/features/(?!$1/)' },
    },
    {
      name: 'web-layers',
      comment:
        'One way: pages -> features -> ui, lib. A lower layer that imports a higher one cannot be read or tested alone.',
      severity: 'error',
      from: { path: '^apps/web/src/(features|ui|lib)/', pathNot: tests },
      to: { path: '^apps/web/src/(pages/|main\\.tsx|app\\.tsx|routes\\.tsx)' },
    },
    {
      name: 'ui-and-lib-below-features',
      comment: 'ui/ and lib/ serve every feature, so they know none.',
      severity: 'error',
      from: { path: '^apps/web/src/(ui|lib)/', pathNot: tests },
      to: { path: '^apps/web/src/features/' },
    },
    {
      name: 'lib-below-ui',
      comment: 'lib/ has no looks; ui/ may use it, never the other way.',
      severity: 'error',
      from: { path: '^apps/web/src/lib/', pathNot: tests },
      to: { path: '^apps/web/src/ui/' },
    },
    {
      name: 'ui-fetches-nothing',
      comment:
        'ui/ shows what it is given and knows no domain word: no lib/api, no contracts. Fetch in a feature and pass it in.',
      severity: 'error',
      from: { path: '^apps/web/src/ui/', pathNot: tests },
      to: { path: '^(apps/web/src/lib/(api|request)\\.tsx?$|packages/contracts/|@ecc/contracts)' },
    },
    {
      name: 'no-cycle',
      comment:
        'Files in a circle can only be understood, tested and loaded together. Move what both need into a third, or pass it in.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'unlisted-package',
      comment:
        "A package that is only there by chance of another's tree disappears with that one: list it in this workspace's package.json.",
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'unresolved',
      comment: 'This import leads nowhere: a wrong path, a missing .ts ending, or a package that is not installed.',
      severity: 'error',
      from: {},
      // Vite turns these endings into something else than the file.
      to: { couldNotResolve: true, pathNot: '\\?(raw|url|worker)$' },
    },
    {
      name: 'development-package-in-production',
      comment: 'Images are built without devDependencies: list it under dependencies, or use it in tests only.',
      severity: 'error',
      from: { path: '^(packages|services|apps)/[^/]+/src/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'], pathNot: '^node_modules/@types/' },
    },
    {
      name: 'test-code-in-production',
      comment: 'What ships must not need what tests need.',
      severity: 'error',
      from: { path: '^(packages|services|apps)/', pathNot: tests },
      to: { path: tests, pathNot: '^node_modules/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.data|artifacts)/' },
    combinedDependencies: true,
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.css'],
    },
    reporterOptions: { text: { highlightFocused: true } },
  },
}
