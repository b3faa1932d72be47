import { deflateRawSync } from 'node:zlib'
import type { Diagram } from './diagrams.ts'
import type { DiagramsConfig } from './diagrams-config.ts'

/** What of a drawing the server is asked for. */
export type DrawingFormat = 'png' | 'svg' | 'txt'

/** A request that draws. */
export interface DrawingRequest {
  url: string
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body?: string
}

/** How a diagram is drawn, or why it is not. */
export type DrawingPlan =
  | { server: string; format: DrawingFormat; request: DrawingRequest }
  | { server: undefined; problem: string }

/** Decides who draws a diagram, and how they are asked. Touches nothing. */
export function planDrawing(diagram: Diagram, config: DiagramsConfig): DrawingPlan {
  if (diagram.source.length > maxSourceLength) {
    return { server: undefined, problem: `It is longer than ${maxSourceLength.toLocaleString('en')} characters.` }
  }
  const format = formatOf(diagram)
  const { plantumlServer, krokiServer } = config
  if (diagram.kind === 'plantuml' && plantumlServer) {
    return { server: plantumlServer, format, request: askPlantuml(plantumlServer, diagram.source, format) }
  }
  if (!krokiServer) {
    const keys =
      diagram.kind === 'plantuml' ? 'techdocs.diagrams.plantumlServer or krokiServer' : 'techdocs.diagrams.krokiServer'
    return { server: undefined, problem: `This portal has no server that draws it: ${keys} sets one.` }
  }
  const type = diagram.kind === 'kroki' ? (diagram.type ?? '').toLowerCase() : diagram.kind
  if (!/^[a-z0-9-]+$/.test(type)) return { server: undefined, problem: `"${type}" is no type of diagram.` }
  const engine = diagram.kind === 'graphviz' ? engines.find((name) => name === diagram.type) : undefined
  return {
    server: krokiServer,
    format,
    // https://docs.kroki.io/kroki/setup/http-clients/
    request: {
      url: `${withoutSlash(krokiServer)}/${type}/${format}`,
      method: 'POST',
      headers: { ...plainText, ...(engine && { 'kroki-diagram-options-layout': engine }) },
      body: diagram.source,
    },
  }
}

const maxSourceLength = 100_000

function formatOf({ kind, options }: Diagram): DrawingFormat {
  const wanted = options.format ?? (kind === 'plantuml' ? 'png' : 'svg')
  if (wanted.startsWith('svg')) return 'svg'
  return wanted === 'txt' ? 'txt' : 'png'
}

// Some servers take addresses of no more than 8 kB, path and all.
const maxEncodedLength = 4_000

/** @see https://plantuml.com/pte: the source, deflated, in an alphabet of its own, is part of the address. */
function askPlantuml(server: string, source: string, format: DrawingFormat): DrawingRequest {
  const base = `${withoutSlash(server)}/${format}/`
  const encoded = encodePlantuml(source)
  if (encoded.length > maxEncodedLength) return { url: base, method: 'POST', headers: plainText, body: source }
  return { url: `${base}${encoded}`, method: 'GET', headers: {} }
}

const plainText = { 'content-type': 'text/plain; charset=utf-8' }
const engines = ['dot', 'neato', 'fdp', 'sfdp', 'twopi', 'circo']
const withoutSlash = (url: string) => (url.endsWith('/') ? url.slice(0, -1) : url)

const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const plantumlAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_'

function encodePlantuml(source: string): string {
  const base64 = deflateRawSync(source, { level: 9 }).toString('base64').replaceAll('=', '')
  return Array.from(base64, (sign) => plantumlAlphabet[base64Alphabet.indexOf(sign)]).join('')
}
