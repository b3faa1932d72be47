// Builds what browsers load: the shell, and the web part of every plugin. What is fresh is left alone.
// Folders of other plugins may follow: node scripts/build-web.mjs ../our-plugin
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const web = join(root, 'packages/web')
const builder = [join(root, 'package-lock.json'), join(root, 'scripts/build-web.mjs'), join(web, 'build')]

const plugins = readdirSync(join(root, 'plugins'))
  .map((name) => join(root, 'plugins', name))
  .concat(process.argv.slice(2).map((dir) => resolve(dir)))
  .filter((dir) => existsSync(join(dir, 'src/web/index.tsx')))

const parts = [
  {
    name: 'shell',
    output: join(web, 'dist/app'),
    inputs: [
      ...builder,
      join(web, 'index.html'),
      join(web, 'package.json'),
      join(web, 'src'),
      join(root, 'packages/model/src'),
    ],
    async build() {
      const { buildShell } = await import('../packages/web/build/build-shell.mjs')
      await buildShell(this.output)
    },
  },
  ...plugins.map((dir) => ({
    name: relative(root, dir),
    output: join(dir, 'dist/web'),
    inputs: [
      ...builder,
      // Manifests are read with it.
      join(web, 'src/plugin/extensions.ts'),
      ...['package.json', 'src/web', 'src/model'].map((name) => join(dir, name)),
    ],
    async build() {
      const { buildPlugin } = await import('../packages/web/build/build-plugin.mjs')
      await buildPlugin(dir)
    },
  })),
]

for (const part of parts) {
  const stamp = `${part.output}.inputs`
  const inputs = hashOf(part.inputs)
  if (existsSync(part.output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) continue
  const startedAt = performance.now()
  // Gone while the build runs: one that is cut short leaves nothing that looks fresh.
  rmSync(stamp, { force: true })
  await part.build()
  writeFileSync(stamp, inputs)
  console.log(`built the web part of ${part.name} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
}

function hashOf(paths) {
  const hash = createHash('sha256')
  for (const file of paths.flatMap(filesBelow)) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

function filesBelow(path) {
  if (!existsSync(path)) return []
  if (/\.\w+$/.test(path)) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() &&
        !/\.test\.tsx?$/.test(entry.name) &&
        !entry.parentPath.slice(path.length).includes('fixtures'),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
