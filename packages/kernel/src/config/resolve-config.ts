import { readFile } from 'node:fs/promises'
import { dirname, extname, isAbsolute, relative, resolve } from 'node:path'
import { configErrors } from './config-errors.ts'
import { type ConfigNode, formatOrigin, type ObjectNode, type ScalarNode } from './config-node.ts'
import { parseConfigYaml } from './parse-config-yaml.ts'
import { substitute } from './substitute.ts'

/** What reading config files needs to know. */
export interface ConfigReading {
  /** Files are named relative to it in messages. */
  cwd: string
  env: Readonly<Record<string, string | undefined>>
  /** Absolute paths of all the files that were read, `$file` and `$include` targets too; reading adds to it. */
  files: Set<string>
}

const maxIncludeDepth = 20

/**
 * Reads one config file: parses it, substitutes `${NAME}` and follows `$env`, `$file` and `$include` (spec/platform.md 1.3 and 1.4).
 *
 * @param file - Absolute path.
 * @returns `undefined` when the file holds nothing.
 * @throws `config/…` errors that name the file and line.
 */
export async function readConfigFile(file: string, reading: ConfigReading): Promise<ConfigNode | undefined> {
  const name = displayName(file, reading.cwd)
  reading.files.add(file)
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') throw configErrors.fileMissing({ file: name }, { cause })
    throw configErrors.fileUnreadable({ at: name, file: name, reason: cause.code ?? cause.message }, { cause })
  })
  const raw = parseConfigYaml(text, name)
  if (raw && raw.kind !== 'object') {
    throw configErrors.notAllowed({
      at: `${name}:1`,
      reason: 'A config file holds keys and values at its top, not a list or a text.',
    })
  }
  return raw && resolveNode(raw, { file, chain: [`${file}#`], reading })
}

/** A path as people would type it: relative to `cwd` when it is below it. */
export function displayName(file: string, cwd: string): string {
  const path = relative(cwd, file)
  return path === '' || path.startsWith('..') || isAbsolute(path) ? file : path
}

interface Place {
  /** Absolute path of the file that holds the node; its paths are relative to it. */
  file: string
  /** The includes that led here, to refuse cycles. */
  chain: readonly string[]
  reading: ConfigReading
}

async function resolveNode(node: ConfigNode, place: Place): Promise<ConfigNode | undefined> {
  if (node.kind === 'scalar') {
    if (typeof node.value !== 'string') return node
    const value = substitute(node.value, place.reading.env)
    return value === undefined ? undefined : { ...node, value }
  }
  if (node.kind === 'array') {
    const items: ConfigNode[] = []
    for (const item of node.items) {
      const resolved = await resolveNode(item, place)
      if (resolved) items.push(resolved)
    }
    return { ...node, items }
  }
  const directive = [...node.fields.keys()].find((key) => key.startsWith('$'))
  if (directive !== undefined) return resolveDirective(node, directive, place)
  const fields = new Map<string, ConfigNode>()
  for (const [key, field] of node.fields) {
    const resolved = await resolveNode(field, place)
    if (resolved) fields.set(key, resolved)
  }
  return { ...node, fields }
}

async function resolveDirective(node: ObjectNode, name: string, place: Place): Promise<ConfigNode | undefined> {
  const at = formatOrigin(node.origin)
  const refuse = (reason: string) => configErrors.notAllowed({ at, reason })
  if (node.fields.size > 1) throw refuse(`${name} must be the only key of its object. Remove the other keys.`)
  if (name !== '$env' && name !== '$file' && name !== '$include') {
    throw refuse(`${name} is unknown. Known are $env, $file and $include.`)
  }
  const written = node.fields.get(name)
  const argument = written && (await resolveNode(written, place))
  if (argument === undefined) return undefined
  if (argument.kind !== 'scalar' || typeof argument.value !== 'string' || argument.value === '') {
    throw refuse(`${name} wants a text, like "${name}: ${name === '$env' ? 'NAME' : './file.yaml'}".`)
  }
  const scalar = (value: string): ScalarNode => ({ kind: 'scalar', value, origin: node.origin })
  if (name === '$env') {
    const value = place.reading.env[argument.value]?.trim()
    return value === undefined ? undefined : scalar(value)
  }
  if (name === '$file') return scalar((await readTarget(argument.value, at, place)).text.trimEnd())
  return include(argument.value, at, place)
}

async function include(argument: string, at: string, place: Place): Promise<ConfigNode | undefined> {
  const refuse = (reason: string) => configErrors.notAllowed({ at, reason })
  const hash = argument.indexOf('#')
  const path = hash < 0 ? argument : argument.slice(0, hash)
  const subPath = hash < 0 ? '' : argument.slice(hash + 1)
  if (!['.json', '.yaml', '.yml'].includes(extname(path))) {
    throw refuse(`$include reads .json, .yaml and .yml files, and ${path} is none. Use $file for a plain text.`)
  }
  const { file, text } = await readTarget(path, at, place)
  const link = `${file}#${subPath}`
  const names = [...place.chain, link].map((step) => displayName(step.replace(/#$/, ''), place.reading.cwd))
  if (place.chain.includes(link)) throw refuse(`These files include each other in a circle: ${names.join(' → ')}.`)
  if (place.chain.length >= maxIncludeDepth)
    throw refuse(`Files include each other more than ${maxIncludeDepth} deep, which is refused.`)
  let node = parseConfigYaml(text, displayName(file, place.reading.cwd))
  for (const part of subPath === '' ? [] : subPath.split('.')) {
    node = node?.kind === 'object' ? node.fields.get(part) : undefined
    if (!node) throw refuse(`There is no key ${subPath} in ${displayName(file, place.reading.cwd)}.`)
  }
  return node && resolveNode(node, { ...place, file, chain: [...place.chain, link] })
}

async function readTarget(path: string, at: string, { file: from, reading }: Place) {
  const file = resolve(dirname(from), path)
  reading.files.add(file)
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === 'ENOENT' ? 'it does not exist' : (cause.code ?? cause.message)
    throw configErrors.fileUnreadable({ at, file: displayName(file, reading.cwd), reason }, { cause })
  })
  return { file, text }
}
