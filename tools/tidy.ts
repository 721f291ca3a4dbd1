/**
 * The style rules of CONTRIBUTING.md that no ordinary linter knows, checked: `node tools/tidy.ts [folder]`.
 * Prints `file:line rule: why`, and ends with code 1 when a rule is broken.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import ts from 'typescript'

/** A broken rule at a place. A `notice` is printed and breaks nothing. */
export interface Finding {
  file: string
  line: number
  rule: string
  why: string
  notice?: boolean
}

/** Checks every file below `root`. */
export function tidy(root: string): Finding[] {
  const paths = filesBelow(root)
  const findings = [...paths.flatMap(nameFindings), ...migrationFindings(paths)]
  for (const path of paths) {
    const text = () => readFileSync(join(root, path), 'utf8')
    if (/\.(ts|tsx|mts|mjs|cjs)$/.test(path)) findings.push(...sourceFindings(path, text()))
    else if (path.endsWith('.md')) findings.push(...linkFindings(root, path, text()))
    else if (/\.(sql|sh|ya?ml|tf|css|toml)$/.test(path)) findings.push(...textFindings(path, text()))
  }
  return findings
}

const ignored = new Set(['node_modules', 'dist', '.git', '.data', 'artifacts', 'coverage'])

function filesBelow(root: string): string[] {
  const walk = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (ignored.has(entry.name)) return []
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return walk(path)
      return entry.isFile() ? [relative(root, path)] : []
    })
  return walk(root).sort()
}

const isTest = (path: string) => /\.test\.tsx?$/.test(path) || path.startsWith('tests/')

// ---- names

function nameFindings(path: string): Finding[] {
  const found: Finding[] = []
  const say = (rule: string, why: string) => found.push({ file: path, line: 1, rule, why })
  const parts = path.split('/')
  const stem = basename(path).replace(/\..*$/, '')
  if (/\.(ts|tsx|mjs|cjs|css|sh)$/.test(path) && parts.some((part) => !/^\.?[a-z0-9]+([-.][a-z0-9]+)*$/.test(part))) {
    say('kebab-case', 'one way to write a name makes a file findable by typing it')
  }
  if (
    [...parts.slice(0, -1), stem].some((part) =>
      /^(utils?|helpers?|common|managers?|misc)$|-(utils?|helpers?|managers?|misc)$/.test(part),
    )
  ) {
    say(
      'name-says-nothing',
      'utils, helpers, common, manager, misc gather what has no home; name the file after the thing',
    )
  }
  return found
}

function migrationFindings(paths: string[]): Finding[] {
  const found: Finding[] = []
  const migrations = paths.filter((path) => path.endsWith('.sql') && basename(dirname(path)) === 'migrations')
  for (const [folder, files] of Object.entries(Object.groupBy(migrations, dirname))) {
    const say = (file: string, why: string) => found.push({ file, line: 1, rule: 'migration-name', why })
    for (const [index, file] of files!.entries()) {
      const wanted = String(index + 1).padStart(4, '0')
      if (!/^\d{4}_[a-z0-9_]+\.sql$/.test(basename(file)))
        say(file, 'migrations are NNNN_name.sql, so that their order is their name')
      else if (!basename(file).startsWith(wanted)) {
        say(
          file,
          `${wanted} is expected here in ${folder}: numbers run from 0001 without gaps or repeats, or an order was lost in a merge`,
        )
        break
      }
    }
  }
  return found
}

// ---- text files

function textFindings(path: string, text: string): Finding[] {
  return text.split('\n').flatMap((content, index) => {
    const at = { file: path, line: index + 1 }
    if (/(#|--|\/\*|\/\/).*\b(TODO|FIXME)\b/.test(content)) return [{ ...at, ...unfinished }]
    const isCode =
      path.endsWith('.sql') && /^\s*--\s*(select|insert|update|delete|create|alter|drop)\b.*;\s*$/i.test(content)
    return isCode ? [{ ...at, ...commentedOut }] : []
  })
}

const unfinished = { rule: 'unfinished', why: 'a TODO is a promise nobody keeps: do it, or write an issue' }
const commentedOut = { rule: 'commented-out-code', why: 'nobody knows whether it still holds; git remembers it' }

function linkFindings(root: string, path: string, text: string): Finding[] {
  const prose = text.replaceAll(/^(```|~~~)[\s\S]*?^\1|`[^`\n]*`/gm, (code) => code.replaceAll(/[^\n]/g, ' '))
  const links = prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)|^\[[^\]]+\]:\s*(\S+)/gm)
  return [...links].flatMap((match) => {
    const target = decodeURI((match[1] ?? match[2]!).split('#')[0]!)
    if (!target || /^[a-z][a-z+.-]*:|^\/\//i.test(target)) return []
    if (existsSync(target.startsWith('/') ? join(root, target) : join(root, dirname(path), target))) return []
    const line = prose.slice(0, match.index).split('\n').length
    return [
      {
        file: path,
        line,
        rule: 'dead-link',
        why: `${target} does not exist: a document that leads nowhere is not believed elsewhere`,
      },
    ]
  })
}

// ---- source files

/** What the rules for one source file share. */
interface Source {
  path: string
  lines: string[]
  tree: ts.SourceFile
  say(position: number, rule: string, why: string, notice?: boolean): void
}

function sourceFindings(path: string, text: string): Finding[] {
  const found: Finding[] = []
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const lineOf = (position: number) => tree.getLineAndCharacterOfPosition(position).line + 1
  const say: Source['say'] = (position, rule, why, notice) =>
    void found.push({ file: path, line: lineOf(position), rule, why, ...(notice && { notice }) })
  const source: Source = { path, lines: text.split('\n'), tree, say }

  checkLength(source)
  checkComments(source)
  checkDocumented(source)
  const visit = (node: ts.Node) => {
    checkCatch(source, node)
    checkTestHabits(source, node)
    checkTimers(source, node)
    checkClock(source, node)
    checkFunctionLength(source, node)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

function checkLength({ path, lines, tree, say }: Source) {
  const limit = isTest(path) ? 600 : 400
  const count = lines.at(-1) === '' ? lines.length - 1 : lines.length
  if (count > limit) {
    say(
      tree.end,
      'file-too-long',
      `${count} lines, the limit is ${limit}: a reader holds one subject at a time; split by noun`,
    )
  }
}

function checkFunctionLength({ tree, say }: Source, node: ts.Node) {
  if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return
  // The block of a suite is a table of contents, not a function.
  if (ts.isCallExpression(node.parent) && /^(describe|journeys)\b/.test(node.parent.expression.getText())) return
  const lineAt = (position: number) => tree.getLineAndCharacterOfPosition(position).line
  const count = lineAt(node.end) - lineAt(node.getStart()) + 1
  if (count <= 70) return
  const why = `${count} lines: a function does one thing at one level; over 70 is a smell, over 100 an error`
  say(node.getStart(), 'function-too-long', why, count <= 100)
}

function checkCatch({ say }: Source, node: ts.Node) {
  const why = 'the next reader of a mystery will look here last: handle it, rethrow it, or answer a value'
  if (ts.isCatchClause(node) && node.block.statements.length === 0) say(node.getStart(), 'empty-catch', why)
  if (!ts.isCallExpression(node) || !node.expression.getText().endsWith('.catch')) return
  const [handler] = node.arguments
  const isEmpty =
    handler && ts.isFunctionLike(handler) && 'body' in handler && /^\{\s*\}$/.test(handler.body?.getText() ?? '')
  if (isEmpty) say(node.expression.end - 'catch'.length, 'empty-catch', why)
}

function checkTestHabits({ path, say }: Source, node: ts.Node) {
  if (!isTest(path) || !ts.isCallExpression(node)) return
  const callee = node.expression.getText()
  if (/^vi\.(mock|doMock)$/.test(callee)) {
    say(
      node.getStart(),
      'mocked-module',
      'a mock of our own module tests the mock: fake by contract, or pass the thing in',
    )
  }
  if (/^(test|it|describe|suite)(\.\w+)*\.(skip|only|todo|fixme)\b/.test(callee)) {
    say(
      node.getStart(),
      'test-not-run',
      'a test that does not run, or keeps others from running, guards nothing; repair or remove it',
    )
  }
}

const timerCall = /^(globalThis\.|window\.)?(setTimeout|setInterval)$|\.waitForTimeout$|^(sleep|delay|pause)$/

function checkTimers(source: Source, node: ts.Node) {
  const { path, tree, say } = source
  const inService = path.startsWith('services/')
  if (!inService && !isTest(path)) return
  const isTimer =
    (ts.isCallExpression(node) && timerCall.test(node.expression.getText())) ||
    (ts.isImportDeclaration(node) && /^.(node:)?timers(\/promises)?.$/.test(node.moduleSpecifier.getText()))
  if (!isTimer || explained(source, tree.getLineAndCharacterOfPosition(node.getStart()).line, 'timer:')) return
  const forService =
    'a timer dies with its process: what is slow or timed is a job. If it may be lost, say why in a comment `timer: ...`'
  const forTest =
    'a sleep is too short on a busy machine and too long elsewhere: wait for the thing itself (expect.poll, settle), or own the clock'
  say(node.getStart(), isTest(path) ? 'sleep-in-test' : 'timer-in-service', isTest(path) ? forTest : forService)
}

const clockCall = /^Date\.now$|^Math\.random$|(^|\.)randomUUID$|^Temporal\.Now\.|^Date$/

function checkClock(source: Source, node: ts.Node) {
  const { path, tree, say } = source
  if (!/^services\/[^/]+\/src\//.test(path) || isTest(path) || /\/(simulator|game-catalogue)(\/|\.ts$)/.test(path))
    return
  const reads =
    (ts.isCallExpression(node) && clockCall.test(node.expression.getText())) ||
    (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length)
  if (!reads || explained(source, tree.getLineAndCharacterOfPosition(node.getStart()).line, 'clock:')) return
  say(
    node.getStart(),
    'own-clock',
    'time and randomness come from ctx (now, id, random), so that a test owns them; else say why in a comment `clock: ...`',
  )
}

/** Whether the line, or the comment right above it, carries a reason that begins with `mark`. */
function explained({ lines }: Source, line: number, mark: string): boolean {
  if (lines[line]!.includes(mark)) return true
  for (let above = line - 1; above >= 0 && /^\s*(\/\/|\/?\*)/.test(lines[above]!); above--) {
    if (lines[above]!.includes(mark)) return true
  }
  return false
}

function checkDocumented({ path, tree, say }: Source) {
  if (!/^packages\/(kit|contracts)\/src\//.test(path) || isTest(path)) return
  let previous = ''
  for (const statement of tree.statements) {
    const isKind =
      ts.isFunctionDeclaration(statement) ||
      ts.isVariableStatement(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isClassDeclaration(statement)
    if (!isKind || !statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue
    const name = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations[0]!.name.getText()
      : (statement.name?.text ?? 'default')
    const isOverload = name === previous
    previous = name
    if (isOverload || saysItself(statement) || ts.getJSDocCommentsAndTags(statement).length > 0) continue
    say(
      statement.getStart(),
      'undocumented-export',
      `${name} needs one sentence for its caller (/** ... */): shapes, units, what it throws`,
    )
  }
}

/** `route()`, `event()`, `problem()` carry their sentence as data, which also goes to the API documents. */
function saysItself(statement: ts.Statement): boolean {
  if (!ts.isVariableStatement(statement)) return false
  const { initializer } = statement.declarationList.declarations[0]!
  if (!initializer || !ts.isCallExpression(initializer)) return false
  return /^(route|event|problem)$/.test(initializer.expression.getText())
}

// ---- comments

function checkComments({ path, tree, say }: Source) {
  for (const { pos, end } of commentsOf(tree)) {
    const comment = tree.text.slice(pos, end)
    if (/\b(TODO|FIXME)\b/.test(comment)) say(pos, unfinished.rule, unfinished.why)
    const isDocument = comment.startsWith('/**') || comment.startsWith('///')
    if (!isDocument && looksLikeCode(comment, path)) say(pos, commentedOut.rule, commentedOut.why)
  }
}

function commentsOf(tree: ts.SourceFile): ts.CommentRange[] {
  const found = new Map<number, ts.CommentRange>()
  const visit = (node: ts.Node) => {
    if (node.getChildCount() === 0 && node.kind !== ts.SyntaxKind.JsxText) {
      const ranges = [ts.getTrailingCommentRanges(tree.text, node.pos), ts.getLeadingCommentRanges(tree.text, node.pos)]
      for (const range of ranges.flat()) if (range) found.set(range.pos, range)
    }
    for (const child of node.getChildren()) visit(child)
  }
  visit(tree)
  return [...found.values()]
}

/** Prose hardly ever parses as a statement that does something: that is the whole heuristic. */
function looksLikeCode(comment: string, path: string): boolean {
  const text = comment.replace(/^\/[/*]+|\*\/$/g, '').trim()
  if (/^<\/?[A-Za-z][^>]*>/.test(text) && path.endsWith('x')) return true
  if (!/[=({]|^(import|export|return|throw|break|continue)\b/.test(text)) return false
  // A block may be cut off after its opening line.
  const whole = text.endsWith('{') ? `${text}}` : text.endsWith('=> {') ? `${text}})` : text
  const output = ts.transpileModule(`async function f() {\n${whole}\n}`, { reportDiagnostics: true })
  const asModule = ts.transpileModule(whole, { reportDiagnostics: true })
  if (output.diagnostics?.length && asModule.diagnostics?.length) return false
  const [statement] = ts.createSourceFile('comment.ts', whole, ts.ScriptTarget.Latest, true).statements
  return statement !== undefined && doesSomething(statement)
}

function doesSomething(statement: ts.Statement): boolean {
  if (!ts.isExpressionStatement(statement))
    return !ts.isLabeledStatement(statement) && !ts.isBlock(statement) && !ts.isEmptyStatement(statement)
  const { expression } = statement
  if (ts.isAwaitExpression(expression)) return true
  if (ts.isBinaryExpression(expression)) return expression.operatorToken.kind === ts.SyntaxKind.EqualsToken
  return ts.isCallExpression(expression) && expression.arguments.length > 0
}

if (import.meta.main) {
  const findings = tidy(process.argv[2] ?? join(import.meta.dirname, '..'))
  for (const { file, line, rule, why, notice } of findings) {
    console.log(`${file}:${line} ${notice ? 'notice, ' : ''}${rule}: ${why}`)
  }
  const broken = findings.filter(({ notice }) => !notice).length
  console.log(broken === 0 ? 'tidy' : `${broken} to tidy`)
  process.exitCode = broken === 0 ? 0 : 1
}
