import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, defaultClientConditions, esmExternalRequirePlugin } from 'vite'
import { importedNames } from './imported-names.mjs'
import { writeManifest } from './manifest.mjs'
import { precompress } from './precompress.mjs'
import { pureDeclarations } from './pure-declarations.mjs'
import { pureModel } from './pure-model.mjs'
import { sharedModules, sharedSpecifiers } from './shared-modules.mjs'
import { withoutDirectives } from './warnings.mjs'

const model = '@callboard/model'

/**
 * Builds the web part of a plugin: `<package>/src/web/index.tsx` becomes `<package>/dist/web/index.js`, an ES module that
 * any portal loads at run time. Its styles travel inside it.
 *
 * @param {string} packageDir
 */
export async function buildPlugin(packageDir) {
  process.env.NODE_ENV = 'production'
  const outDir = join(packageDir, 'dist/web')
  await rm(outDir, { recursive: true, force: true })
  // The first build only tells what the pages share.
  const { output } = await build(settings(packageDir, { groups: apart, isWritten: false }))
  const built = await build(settings(packageDir, { groups: together(output), isWritten: true }))
  await writeManifest(outDir, built.output)
  await precompress(outDir)
}

const ownCode = /^(?:(?!node_modules).)*$/
/**
 * What several pages share is one file: a dozen small ones would each cost a request. Libraries stay apart: a parser that
 * two dialogs need must not weigh on every page.
 */
const apart = [
  // What index.js itself needs stays in it: else every page of the portal would load all that pages share.
  { name: 'index', tags: ['$initial'], priority: 1, test: ownCode },
  { name: 'shared', minShareCount: 2, test: ownCode },
]

/** What every page of the portal may carry for one request less on the plugin's own pages, in bytes with gzip. */
const foldedAtMost = 9_000

/** What pages share comes with index.js where it is small. */
function together(output) {
  const [index, shared] = ['index', 'shared'].map((name) => output.find((chunk) => chunk.name === name))
  if (!shared || gzipSync(shared.code).length > foldedAtMost) return apart
  const modules = new Set([index, shared].flatMap(({ moduleIds }) => moduleIds))
  return [{ name: 'index', test: (id) => modules.has(id) }]
}

function settings(packageDir, { groups, isWritten }) {
  return {
    configFile: false,
    root: packageDir,
    logLevel: 'warn',
    base: './',
    resolve: { conditions: ['callboard-source', ...defaultClientConditions] },
    plugins: [sharedOrOwn(), sharedElsewhere(), pureModel(), pureDeclarations(), onlySharedNames(), stylesInside()],
    build: {
      outDir: join(packageDir, 'dist/web'),
      write: isWritten,
      modulePreload: false,
      sourcemap: true,
      cssCodeSplit: false,
      rolldownOptions: {
        onwarn: withoutDirectives,
        // The pages may import from index.js: what it holds is there already.
        preserveEntrySignatures: 'allow-extension',
        // A worker is built within the build: on a busy machine that looks like a plugin of Vite that takes long.
        checks: { pluginTimings: false },
        input: { index: join(packageDir, 'src/web/index.tsx') },
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js',
          assetFileNames: '[name]-[hash][extname]',
          codeSplitting: { groups },
        },
      },
    },
  }
}

/**
 * What the portal shares of the model comes from the portal; of the rest, a plugin carries what it uses. That is sound
 * because the model is pure: two copies of a function agree.
 */
function sharedOrOwn() {
  const names = sharedModules.find(({ specifier }) => specifier === model).names
  const both = '\0callboard:model'
  return {
    name: 'callboard:shared-or-own-model',
    enforce: 'pre',
    async resolveId(id, importer) {
      if (id === `${model}?shared`) return { id: model, external: true }
      if (id === `${model}?own`)
        return { ...(await this.resolve(model, undefined, { skipSelf: true })), moduleSideEffects: false }
      return id === model && importer !== both ? { id: both, moduleSideEffects: false } : undefined
    },
    load: (id) =>
      id === both ? `export { ${names.join(', ')} } from '${model}?shared'\nexport * from '${model}?own'` : undefined,
  }
}

/** What stays out of a plugin's files. Libraries that still say `require('react')` get the portal's, too. */
function sharedElsewhere() {
  return esmExternalRequirePlugin({ external: sharedSpecifiers.filter((specifier) => specifier !== model) })
}

/** Without this, a name that the portal does not share would fail only in the browser. */
function onlySharedNames() {
  const listed = new Map(sharedModules.flatMap(({ specifier, names }) => (names ? [[specifier, new Set(names)]] : [])))
  return {
    name: 'callboard:only-shared-names',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        for (const [specifier, names] of chunk.type === 'chunk' ? importedNames(chunk.code) : []) {
          for (const name of names) {
            if (name !== '*' && listed.get(specifier)?.has(name) === false) {
              this.error(
                `"${name}" of ${specifier} is not shared with pages. Shared are: ${[...listed.get(specifier)].join(', ')}.`,
              )
            }
          }
        }
      }
    },
  }
}

/** Moves the styles into the module that needs them: one request, and nothing is ever shown without its style. */
function stylesInside() {
  return {
    name: 'callboard:styles-inside',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const styles = Object.values(bundle).filter((part) => part.type === 'asset' && part.fileName.endsWith('.css'))
        const text = styles.map(({ source }) => String(source)).join('')
        if (text === '') return
        for (const { fileName } of styles) delete bundle[fileName]
        const entry = Object.values(bundle).find((part) => part.type === 'chunk' && part.isEntry)
        // Behind the module's own code, so that its source map stays right. Style sheets made this way pass a strict policy.
        const sheet = `\n{const sheet=new CSSStyleSheet;sheet.replaceSync(${JSON.stringify(text)});document.adoptedStyleSheets.push(sheet)}\n`
        entry.code = entry.code.replace(/(\n\/\/# sourceMappingURL=.*\s*)?$/, (map) => sheet + map.trimStart())
      },
    },
  }
}
