// Run by manifest.mjs in a process of its own: node read-declaration.mjs <index.js> <names it imports, as JSON>.
// Prints what the module declares, as a manifest; nothing when the module is needed for more than that.
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

const [file = '', imported = '{}'] = process.argv.slice(2)
const names = JSON.parse(imported)
const declarators = new URL('../src/plugin/extensions.ts', import.meta.url).href
const modelUrl = new URL('../../model/src/index.ts', import.meta.url).href

/** What `onDemand` gives here. */
const asked = () => {}
/** Stands for what only pages use. It takes every call, and can be no part of a manifest, since it is a function. */
const unused = new Proxy(function unused() {}, { get: () => unused, apply: () => unused, construct: () => unused })
// What the end of a built module, and its imports on demand, touch while it is loaded.
Object.assign(globalThis, {
  CSSStyleSheet: class {
    replaceSync() {}
  },
  document: { adoptedStyleSheets: [], createElement: () => ({}) },
  callboardManifest: { asked, unused },
})

const shared = 'callboard-shared:'
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === '@callboard/model') return next(modelUrl, context)
    return Object.hasOwn(names, specifier) ? { url: shared + specifier, shortCircuit: true } : next(specifier, context)
  },
  load: (url, context, next) =>
    url.startsWith(shared)
      ? { format: 'module', source: sharedSource(url.slice(shared.length)), shortCircuit: true }
      : next(url, context),
})

const real = new Set(Object.keys(await import(declarators)))

/** The module that declares is the real one; of the others, the names are all that counts. */
function sharedSource(specifier) {
  const isWeb = specifier === '@callboard/web'
  const own = names[specifier].filter((name) => !['default', '*'].includes(name) && !(isWeb && real.has(name)))
  return [
    isWeb ? `export * from '${declarators}'` : '',
    'const { asked, unused } = globalThis.callboardManifest',
    'export default unused',
    ...own.map((name) => `export const ${name} = ${isWeb && name === 'onDemand' ? '() => asked' : 'unused'}`),
  ].join('\n')
}

const { id, extensions } = (await import(pathToFileURL(file).href)).default
const declared = extensions.map(declaration)
if (typeof id === 'string' && declared.every((one) => one !== undefined)) {
  const paths = extensions.flatMap(({ kind, path }) => (kind === 'page' ? [path] : []))
  process.stdout.write(JSON.stringify({ paths, extensions: declared }))
}

/** An extension without its function; undefined when it has others than those that are asked for later. */
function declaration(extension) {
  const later = 'load' in extension ? 'load' : 'component'
  const { [later]: given, ...rest } = extension
  const isLater = later === 'load' ? typeof given === 'function' : given === asked && extension.kind !== 'top-bar-item'
  if ((given !== undefined && !isLater) || !isJson(rest)) return undefined
  return given === undefined ? { extension: rest } : { extension: rest, later }
}

function isJson(value) {
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object') return false
  if (Array.isArray(value)) return value.every((item) => item !== undefined && isJson(item))
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isJson)
}
