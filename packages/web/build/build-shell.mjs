import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, defaultClientConditions } from 'vite'
import { precompress } from './precompress.mjs'
import { pureModel } from './pure-model.mjs'
import { sharedModules, sharedSpecifiers } from './shared-modules.mjs'
import { withoutDirectives } from './warnings.mjs'

const packageDir = fileURLToPath(new URL('..', import.meta.url))

/**
 * Builds the shell into `packages/web/dist/app`: `index.html`, and `static/` with hashed names.
 *
 * @param {string} outDir
 */
export async function buildShell(outDir) {
  // React has two faces; names and code must come from the same one.
  process.env.NODE_ENV = 'production'
  await rm(outDir, { recursive: true, force: true })
  const { output } = await build({
    configFile: false,
    root: packageDir,
    logLevel: 'warn',
    base: '/',
    resolve: {
      conditions: ['callboard-source', ...defaultClientConditions],
      // The package's exports lead every bundler to its development build.
      alias: [
        {
          find: /^react-router$/,
          replacement: fileURLToPath(import.meta.resolve('react-router/package.json')).replace(
            'package.json',
            'dist/production/index.mjs',
          ),
        },
      ],
    },
    plugins: [shellFile(), pureModel()],
    build: {
      outDir,
      modulePreload: false,
      sourcemap: true,
      cssCodeSplit: false,
      rolldownOptions: {
        onwarn: withoutDirectives,
        preserveEntrySignatures: 'allow-extension',
        input: {
          main: shell,
        },
        output: {
          entryFileNames: 'static/[name]-[hash].js',
          chunkFileNames: 'static/[name]-[hash].js',
          assetFileNames: 'static/[name]-[hash][extname]',
          // One file for all that every page needs. What is loaded when somebody opens it stays apart.
          codeSplitting: {
            groups: [
              {
                name: 'code',
                test: /virtual:shell|node_modules|packages\/(?!web\/src\/(languages\/de|settings|sign-in)\b)/,
              },
            ],
          },
        },
      },
    },
  })
  await writePage(outDir, output)
  await precompress(outDir)
}

const shell = 'virtual:shell'

/** The entry: starts the portal, and exports the names of the shared modules, so that they cost no request of their own. */
function shellFile() {
  return {
    name: 'callboard:shell-file',
    enforce: 'pre',
    resolveId: (id) => (id === shell ? `\0${id}` : undefined),
    load: async (id) =>
      id === `\0${shell}` ? `import '${join(packageDir, 'src/shell/main.tsx')}'\n${await sharedNames()}` : undefined,
  }
}

async function sharedNames() {
  const taken = new Map()
  const lines = []
  for (const { specifier, names } of sharedModules) {
    const free = (names ?? (await namesOf(specifier))).filter((name) => {
      const owner = taken.get(name)
      // One file serves all modules. That is sound only while a name means the same thing in all of them.
      if (owner && !sameInBoth.has(name))
        throw new Error(`Both ${owner} and ${specifier} share "${name}": give one of them another name.`)
      taken.set(name, owner ?? specifier)
      return !owner
    })
    lines.push(`export { ${free.join(', ')} } from '${specifier}'`)
  }
  return lines.join('\n')
}

/** `default` and `version` are React's; who wants those of react-dom finds them under its own names. */
const sameInBoth = new Set(['default', 'version', 'Fragment'])

async function namesOf(specifier) {
  const source = specifier.startsWith('@callboard/')
    ? await sourceNames(specifier)
    : Object.keys(await import(specifier))
  return source.filter((name) => name !== '__esModule' && name !== 'module.exports')
}

/** Node cannot load our components (they are `.tsx`), so the names are read from the lists in `index.ts`. */
async function sourceNames(specifier) {
  const index = await readFile(
    fileURLToPath(new URL(`../../${specifier.split('/')[1]}/src/index.ts`, import.meta.url)),
    'utf8',
  )
  // What it passes on from another shared module is that module's already, and the same thing.
  const lists = [...index.matchAll(/export (type )?\{([^}]*)\} from '([^']*)'/g)].filter(
    ([, isType, , from]) => !isType && !sharedSpecifiers.includes(from),
  )
  return lists
    .flatMap(([, , list]) => list.split(',').map((name) => name.trim()))
    .filter((name) => name && !name.startsWith('type '))
}

async function writePage(outDir, output) {
  const fileOf = (name) => {
    const found = output.find((part) => part.type === 'chunk' && part.isEntry && part.name === name)
    if (!found) throw new Error(`The shell's build has no file for "${name}".`)
    return found
  }
  const main = fileOf('main')
  const importMap = JSON.stringify({
    imports: Object.fromEntries(sharedModules.map(({ specifier }) => [specifier, `/${main.fileName}`])),
  })
  const styles = output.filter((part) => part.type === 'asset' && part.fileName.endsWith('.css'))
  const template = await readFile(join(packageDir, 'index.html'), 'utf8')
  const page = template.replace(
    '<!-- built -->',
    [
      `<script type="importmap">${importMap}</script>`,
      ...styles.map(({ fileName }) => `<link rel="stylesheet" href="/${fileName}">`),
      ...main.imports.map((fileName) => `<link rel="modulepreload" href="/${fileName}">`),
      `<script type="module" src="/${main.fileName}"></script>`,
    ].join('\n    '),
  )
  await mkdir(outDir, { recursive: true })
  await writeFile(join(outDir, 'index.html'), page)
}
