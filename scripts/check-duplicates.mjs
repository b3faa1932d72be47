// Checks that all packages of the repository want the same version of what they depend on. Part of `npm test`.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run.mjs'

const manifests = [
  '.',
  ...['packages', 'plugins'].flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)),
]
  .map((folder) => `${folder}/package.json`)
  .filter((file) => existsSync(join(root, file)))

/** By dependency, by version: who wants it. */
const wanted = new Map()
for (const file of manifests) {
  const manifest = JSON.parse(readFileSync(join(root, file), 'utf8'))
  for (const [name, version] of Object.entries({ ...manifest.devDependencies, ...manifest.dependencies })) {
    const versions = wanted.get(name) ?? new Map()
    wanted.set(name, versions)
    versions.set(version, [...(versions.get(version) ?? []), file])
  }
}

const torn = [...wanted].filter(([, versions]) => versions.size > 1)
for (const [name, versions] of torn) {
  const sides = [...versions].map(([version, files]) => `${version} (${files.join(', ')})`)
  console.log(`${name} is wanted in ${versions.size} versions: ${sides.join(' and ')}. Choose one.`)
}
console.log(`${wanted.size} dependencies of ${manifests.length} packages, ${torn.length} in several versions`)
process.exitCode = torn.length > 0 ? 1 : 0
