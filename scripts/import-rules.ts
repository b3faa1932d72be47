import { dirname, join, normalize } from 'node:path'

/** A source file, its path from the root of the repository. */
export interface SourceFile {
  path: string
  text: string
}

/** An import that goes against the directions of the house (docs/adr, design.md 3). */
export interface Violation {
  path: string
  line: number
  /** What is wrong, and what to do instead. */
  message: string
}

/** Holds every import of every file against the directions, and the plugins against circles. Tests may import what they like. */
export function checkImports(files: readonly SourceFile[]): Violation[] {
  const sources = files.filter(({ path }) => !isTest(path))
  return [...sources.flatMap(checkFile), ...pluginCircles(sources)]
}

type Side = 'model' | 'backend' | 'web'
type Place = { area: 'model' | 'kernel' | 'web' | 'cli' | 'testing' } | { area: 'plugin'; plugin: string; side: Side }

const isTest = (path: string) => /\.test\.tsx?$|\/fixtures\/|\/test-[\w-]+\.tsx?$|\/testing\//.test(path)

function placeOf(path: string): Place | undefined {
  const plugin = /^plugins\/([\w-]+)\/src\/(model|backend|web)\//.exec(path)
  // The pattern lets nothing else through.
  if (plugin) return { area: 'plugin', plugin: plugin[1] ?? '', side: plugin[2] as Side }
  const area = /^packages\/(model|kernel|web|cli|testing)\/src\//.exec(path)?.[1]
  // Likewise.
  return area === undefined ? undefined : { area: area as 'model' }
}

function checkFile({ path, text }: SourceFile): Violation[] {
  const place = placeOf(path)
  if (!place) return []
  const code = withoutComments(text)
  const wrongImports = importsOf(code).flatMap(({ specifier, line }) => {
    const message = refusal(specifier, { path, place })
    return message === undefined ? [] : [{ path, line, message: `imports ${specifier}: ${message}` }]
  })
  return [...wrongImports, ...environmentUses(code, { path, place })]
}

function refusal(specifier: string, { path, place }: { path: string; place: Place }): string | undefined {
  if (specifier.startsWith('.')) return relativeRefusal(normalize(join(dirname(path), specifier)), { path, place })
  const side = place.area === 'plugin' ? place.side : place.area
  if (side === 'model') return modelRefusal(specifier, place)
  if (side === 'web') {
    if (specifier.startsWith('node:')) return 'this runs in browsers. Do it on the server and offer a route.'
    if (isPackage(specifier, '@callboard/kernel'))
      return 'the web never meets the kernel. What both know belongs in a model.'
  }
  if (
    (side === 'backend' || side === 'kernel') &&
    (isPackage(specifier, '@callboard/web') || isBrowserPackage(specifier))
  ) {
    return 'the server never meets the web. What both know belongs in a model.'
  }
  return pluginRefusal(specifier, place)
}

function modelRefusal(specifier: string, place: Place): string | undefined {
  if (specifier.startsWith('node:')) return 'a model runs anywhere. Move what needs Node to the backend.'
  if (isBrowserPackage(specifier)) return 'a model runs anywhere. Move what needs a browser to the web part.'
  if (isPackage(specifier, '@callboard/kernel') || isPackage(specifier, '@callboard/web')) {
    return 'a model knows neither kernel nor web. Take it from @callboard/model, or move this file.'
  }
  return pluginRefusal(specifier, place)
}

function pluginRefusal(specifier: string, place: Place): string | undefined {
  const [, plugin, subpath] = /^@callboard\/plugin-([\w-]+)(\/.*)?$/.exec(specifier) ?? []
  if (plugin === undefined || place.area === 'testing') return undefined
  if (place.area !== 'plugin')
    return `${place.area} knows no plugin by name. Offer an extension point that the plugin fills.`
  if (plugin === place.plugin) return 'this is the plugin itself. Use a relative import.'
  if (subpath !== undefined) return `only the model of another plugin may be used: @callboard/plugin-${plugin}.`
  return undefined
}

function relativeRefusal(target: string, { path, place }: { path: string; place: Place }): string | undefined {
  const home = /^(?:packages|plugins)\/[\w-]+\//.exec(path)?.[0] ?? ''
  if (!target.startsWith(home)) return 'it leaves the package. Import the other package by its name.'
  const to = placeOf(target)
  if (place.area !== 'plugin' || to?.area !== 'plugin' || to.side === place.side || to.side === 'model')
    return undefined
  if (place.side === 'model') return `a model knows nothing of its ${to.side}. Let the ${to.side} import the model.`
  return 'backend and web never meet. What both know belongs in src/model.'
}

const isPackage = (specifier: string, name: string) => specifier === name || specifier.startsWith(`${name}/`)

const isBrowserPackage = (specifier: string) =>
  ['react', 'react-dom', 'react-router', '@mui/material', '@emotion/react', '@tanstack/react-query'].some((name) =>
    isPackage(specifier, name),
  )

/** Configuration is the only way in: it has files, lines and checks, and the environment has none of them. */
function environmentUses(code: string, { path, place }: { path: string; place: Place }): Violation[] {
  if (place.area === 'kernel' || place.area === 'cli') return []
  return [...code.matchAll(/\bprocess\.env\b/g)].map((match) => ({
    path,
    line: lineAt(code, match.index),
    message: 'reads process.env: only the kernel does. Declare a config key and read that.',
  }))
}

/** Plugins that need each other's models can neither be understood nor installed apart. */
function pluginCircles(files: readonly SourceFile[]): Violation[] {
  const uses = new Map<string, Map<string, Violation>>()
  for (const { path, text } of files) {
    const place = placeOf(path)
    if (place?.area !== 'plugin') continue
    for (const { specifier, line } of importsOf(withoutComments(text))) {
      const target = /^@callboard\/plugin-([\w-]+)$/.exec(specifier)?.[1]
      if (target === undefined || target === place.plugin) continue
      const known = uses.get(place.plugin) ?? new Map<string, Violation>()
      uses.set(place.plugin, known)
      if (!known.has(target)) known.set(target, { path, line, message: '' })
    }
  }
  const found: Violation[] = []
  const done = new Set<string>()
  const visit = (plugin: string, trail: readonly string[]) => {
    if (done.has(plugin)) return
    for (const [target, at] of uses.get(plugin) ?? []) {
      const start = [...trail, plugin].indexOf(target)
      if (start < 0) {
        visit(target, [...trail, plugin])
        continue
      }
      const circle = [...[...trail, plugin].slice(start), target].join(' → ')
      found.push({
        ...at,
        message: `closes a circle of plugins: ${circle}. Move what they share to one of them, or to an event.`,
      })
    }
    done.add(plugin)
  }
  for (const plugin of uses.keys()) visit(plugin, [])
  return found
}

function importsOf(code: string): { specifier: string; line: number }[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(['"])([^'"\n]+)\1/g
  return [...code.matchAll(pattern)].map((match) => ({ specifier: match[2] ?? '', line: lineAt(code, match.index) }))
}

/** Comments become spaces, so that lines stay where they are. Texts are skipped over: a URL holds no comment. */
function withoutComments(text: string): string {
  return text.replace(
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (whole) => (/^\/[*/]/.test(whole) ? whole.replace(/[^\n]/g, ' ') : whole),
  )
}

const lineAt = (text: string, index: number) => text.slice(0, index).split('\n').length
