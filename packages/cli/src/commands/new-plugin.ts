import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Command, parseOptions, type Terminal, UsageError } from '@callboard/kernel'
import { addPluginToConfig } from '../add-plugin-to-config.ts'
import { bundledPlugins } from '../bundled-plugins.ts'

const templates = fileURLToPath(new URL('../../templates/plugin/', import.meta.url))
const ending = '.tmpl'

/** Mounts below `/api` that the host itself answers. */
const kernelIds = ['app', 'kernel', 'signals']

/** `callboard new plugin NAME` */
export const newPlugin: Command = {
  name: 'new plugin',
  usage: 'NAME [--dir plugins]',
  summary: 'Writes the smallest plugin, with a test, and adds it to app-config.yaml.',
  options: [['--dir DIR', 'The folder in which the plugin gets its own. Default: plugins.']],
  async run(args, terminal) {
    const { values, positionals } = parseOptions(args, { dir: { type: 'string', default: 'plugins' } }, 'some')
    const [id, ...others] = positionals
    if (id === undefined || others.length > 0)
      throw new UsageError('Give the plugin one name, like: callboard new plugin deploy-freeze')
    checkName(id)
    const target = resolve(terminal.cwd, values.dir, id)
    if (await exists(target))
      throw new UsageError(`${relative(terminal.cwd, target)} exists already. Choose another name, or remove it.`)
    const files = await writeTemplates(target, { id, title: titleOf(id) })
    await tellNextSteps({ id, target, files }, terminal)
    return 0
  },
}

function checkName(id: string) {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length > 40) {
    throw new UsageError(
      `"${id}" cannot be the name of a plugin. Use lower-case letters and digits, "-" between words, at most 40 in all: deploy-freeze`,
    )
  }
  const isTaken = kernelIds.includes(id) || bundledPlugins.includes(`@callboard/plugin-${id}`)
  if (isTaken) throw new UsageError(`The name "${id}" belongs to Callboard itself. Choose another one.`)
}

async function writeTemplates(target: string, values: Record<string, string>): Promise<string[]> {
  const entries = await readdir(templates, { recursive: true })
  const names = entries.filter((name) => name.endsWith(ending)).sort()
  for (const name of names) {
    const text = await readFile(join(templates, name), 'utf8')
    const file = join(target, name.slice(0, -ending.length))
    await mkdir(dirname(file), { recursive: true })
    await writeFile(
      file,
      text.replace(/\{\{(\w+)\}\}/g, (whole, key: string) => values[key] ?? whole),
    )
  }
  return names.map((name) => name.slice(0, -ending.length))
}

async function tellNextSteps(
  { id, target, files }: { id: string; target: string; files: string[] },
  { cwd, print }: Terminal,
) {
  const folder = relative(cwd, target)
  const entry = folder.startsWith('..') ? target : `./${folder}`
  const added = await addPluginToConfig(join(cwd, 'app-config.yaml'), entry)
  print(`Wrote the plugin ${id}:`)
  for (const file of files) print(`  ${join(folder, file)}`)
  print(
    added
      ? `Added ${entry} to "plugins" in app-config.yaml.`
      : `Add this to the config of your portal:\n  plugins:\n    - ${entry}`,
  )
  print('')
  print('Next:')
  print('  npm install                    links the new package, once')
  print(`  npx vitest run ${folder}    runs its test`)
  print(`  npm start                      then open http://localhost:7007/${id}`)
}

const titleOf = (id: string) => {
  const words = id.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
