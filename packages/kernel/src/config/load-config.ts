import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { configErrors } from './config-errors.ts'
import { parseKey } from './config-key.ts'
import { type ConfigNode, type ConfigOrigin, findNode, mergeNodes, plainValue } from './config-node.ts'
import { type ConfigView, configView } from './config-view.ts'
import { envConfig } from './env-config.ts'
import { type ConfigReading, displayName, readConfigFile } from './resolve-config.ts'
import type { RootConfig } from './root-config.ts'
import { watchFiles } from './watch-files.ts'

/** How {@link loadConfig} finds its files. */
export interface LoadConfigOptions {
  /** Command line arguments; each `--config FILE` and `--config=FILE` counts, the rest is left alone. */
  args?: readonly string[]
  /** The files themselves, instead of `args`. Later ones win. */
  configFiles?: readonly string[]
  /** Where relative paths start and `app-config.yaml` is looked for. */
  cwd: string
  env: Readonly<Record<string, string | undefined>>
  /** Whether to read again when one of the files changes. End it with `close`. */
  watch?: boolean
}

/** A value and where it was written. */
export interface ConfigOccurrence {
  origin: ConfigOrigin
  /** `null` hides what lower sources say. */
  value: unknown
}

/** The merged configuration of a portal. */
export interface LoadedConfig extends RootConfig, ConfigView {
  readonly cwd: string
  /** Every file that was read, `$file` and `$include` targets too. Absolute. */
  files(): string[]
  /** The merged values with their origins. */
  tree(): ConfigNode | undefined
  /** Every source that says something about a key; the first one won. */
  explain(key: string): ConfigOccurrence[]
  /** Called when a watched file changed and the whole cannot be read; the previous values stay. */
  onReloadError(listener: (error: Error) => void): () => void
  /** Ends the watching. */
  close(): void
}

/**
 * Reads and merges the configuration (spec/platform.md 1.1 to 1.5). No schema is asked: that is `checkConfig`.
 *
 * @throws `config/…` errors that name the file and line; TypeError for contradicting `APP_CONFIG_` variables.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<LoadedConfig> {
  const { cwd } = options
  const candidates = configCandidates(options)
  const read = () => readLayers(candidates, options)
  let current = await read()
  const changed = new Set<() => void>()
  const broken = new Set<(error: Error) => void>()
  const sourceName = candidates.map(({ file }) => displayName(file, cwd)).join(', ')
  const view = configView(() => current.root, { path: [], sourceName })

  const tellBroken = (cause: unknown) => {
    const error = cause instanceof Error ? cause : new Error(String(cause))
    for (const listener of broken) listener(error)
  }
  const reload = async () => {
    try {
      const next = await read()
      if (JSON.stringify(plainValue(next.root)) === JSON.stringify(plainValue(current.root))) return
      current = next
    } catch (cause) {
      tellBroken(cause)
      return
    }
    for (const listener of changed) {
      try {
        listener()
      } catch (cause) {
        // One that cannot use the new values must not keep them, or the next change, from the others.
        tellBroken(cause)
      }
    }
  }
  const watched = () => [...candidates.map(({ file }) => file), ...current.files]
  const stop = options.watch ? watchFiles(watched, reload) : () => {}

  return {
    ...view,
    cwd,
    files: () => [...current.files],
    tree: () => current.root,
    explain: (key) => explain(current.layers, parseKey(key)),
    onChange: (listener) => subscribe(changed, listener),
    onReloadError: (listener) => subscribe(broken, listener),
    close: stop,
  }
}

interface Candidate {
  file: string
  isRequired: boolean
}

/** The files that may take part, lowest first. */
function configCandidates({ args, configFiles, cwd, env }: LoadConfigOptions): Candidate[] {
  const named = configFiles ?? configArguments(args ?? [])
  for (const file of named) {
    if (/^https?:\/\//i.test(file)) throw configErrors.remoteFile({ file })
  }
  if (named.length > 0) return named.map((file) => ({ file: resolve(cwd, file), isRequired: true }))
  const envs = (env.BACKSTAGE_ENV ?? '').split(',').flatMap((name) => name.trim() || [])
  const bad = envs.find((name) => !/^[\w.-]+$/.test(name))
  if (bad !== undefined) throw new TypeError(`BACKSTAGE_ENV holds "${bad}", which cannot be a part of a file name.`)
  const names = [
    'app-config.yaml',
    ...envs.map((name) => `app-config.${name}.yaml`),
    'app-config.local.yaml',
    ...envs.map((name) => `app-config.${name}.local.yaml`),
  ]
  return names.map((name, i) => ({ file: resolve(cwd, name), isRequired: i === 0 }))
}

function configArguments(args: readonly string[]): string[] {
  return args.flatMap((arg, i) => {
    if (arg.startsWith('--config=')) return [arg.slice('--config='.length)]
    return arg === '--config' && args[i + 1] !== undefined ? [args[i + 1] as string] : [] // just compared
  })
}

interface Layers {
  root: ConfigNode | undefined
  /** Lowest first. */
  layers: ConfigNode[]
  files: Set<string>
}

async function readLayers(candidates: readonly Candidate[], { cwd, env }: LoadConfigOptions): Promise<Layers> {
  const reading: ConfigReading = { cwd, env, files: new Set() }
  const layers: ConfigNode[] = []
  for (const { file, isRequired } of candidates) {
    if (!isRequired && !(await exists(file))) continue
    const layer = await readConfigFile(file, reading)
    if (layer) layers.push(layer)
  }
  const fromEnv = envConfig(env)
  if (fromEnv) layers.push(fromEnv)
  const root = layers.reduce<ConfigNode | undefined>(mergeNodes, undefined)
  return { root, layers, files: reading.files }
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  )

function explain(layers: readonly ConfigNode[], path: readonly string[]): ConfigOccurrence[] {
  return layers.toReversed().flatMap((layer) => {
    const parent = path.length === 0 ? undefined : findNode(layer, path.slice(0, -1))
    const last = path.at(-1) ?? ''
    const hidden = parent?.kind === 'object' ? parent.fields.get(last) : undefined
    // A `null` is found in its parent only: findNode treats it as absent.
    const node = findNode(layer, path) ?? hidden
    return node ? [{ origin: node.origin, value: plainValue(node) }] : []
  })
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
