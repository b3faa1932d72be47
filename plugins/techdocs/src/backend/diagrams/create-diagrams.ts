import { createHash } from 'node:crypto'
import type { Cache, Clock, Outgoing } from '@callboard/kernel'
import { limited } from '../limited.ts'
import type { Sanitiser } from '../sanitise/sanitiser.ts'
import type { Diagrams } from './diagrams.ts'
import type { DiagramsConfig } from './diagrams-config.ts'
import { type DrawingFormat, type DrawingPlan, planDrawing } from './plan-drawing.ts'
import { type Drawing, isDrawing, showDrawing, showSource } from './show-drawing.ts'

/** What drawing needs. */
export interface DrawingServices {
  config: DiagramsConfig
  outgoing: Outgoing
  cache: Cache
  clock: Clock
  sanitiser: Sanitiser
}

const timeoutMs = 10_000
const maxBytes = 5_000_000
// The same text gives the same drawing until the server is another version.
const keepMs = 7 * 24 * 60 * 60 * 1000
// A server that does not answer costs each page its patience only once in this time.
const restMs = 30_000
const maxAtOnce = 4

/** Makes what draws the diagrams of a portal's docs. It asks nobody until there is one. */
export function createDiagrams(services: DrawingServices): Diagrams {
  const { config, cache, clock, sanitiser } = services
  const restsUntil = new Map<string, { ms: number; problem: string }>()
  const atOnce = limited(maxAtOnce)

  const drawing = async (plan: Extract<DrawingPlan, { server: string }>): Promise<Drawing> => {
    const key = keyOf(plan)
    const kept = await cache.get<string>(key)
    if (kept !== undefined) return { format: plan.format, content: Buffer.from(kept, 'base64') }
    return atOnce(async () => {
      const rest = restsUntil.get(plan.server)
      if (rest && rest.ms > clock.nowMs()) throw new ServerUnreachable(rest.problem)
      try {
        const content = await ask(plan, services.outgoing)
        await cache.set(key, content.toString('base64'), { ttlMs: keepMs })
        return { format: plan.format, content }
      } catch (error) {
        if (error instanceof ServerUnreachable) {
          restsUntil.set(plan.server, { ms: clock.nowMs() + restMs, problem: error.message })
        }
        throw error
      }
    })
  }

  return {
    async draw(diagram) {
      const plan = planDrawing(diagram, config)
      if (plan.server === undefined) return { html: showSource(diagram, plan.problem), problem: plan.problem }
      try {
        return { html: showDrawing(await drawing(plan), diagram, sanitiser) }
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error)
        return { html: showSource(diagram, problem), problem, isTemporary: error instanceof ServerUnreachable }
      }
    },
  }
}

/** The server did not answer, or not as one that draws: it may later. */
class ServerUnreachable extends Error {}

async function ask(
  { server, format, request }: Extract<DrawingPlan, { server: string }>,
  outgoing: Outgoing,
): Promise<Buffer> {
  const { url, headers, method, body } = request
  const signal = AbortSignal.timeout(timeoutMs)
  const fail = (cause: unknown): never => {
    const why = signal.aborted ? `no answer within ${timeoutMs / 1000} seconds` : messageOf(cause)
    throw new ServerUnreachable(`The server could not draw it: ${why}.`, { cause })
  }
  const reply = await outgoing
    .send({ url, headers }, { method, signal, shownUrl: server, ...(body && { body }) })
    .catch(fail)
  const content = await reply.buffer().catch(fail)
  if (reply.status >= 500) return fail(`${server} answered ${reply.status}`)
  if (reply.status >= 400) throw new Error(refusal(reply.status, reply.headers, content))
  if (content.length > maxBytes) throw new Error(`The drawing is larger than ${maxBytes / 1_000_000} MB.`)
  if (!isDrawing({ format, content })) return fail(`what ${server} answered is no ${format.toUpperCase()}`)
  return content
}

/** PlantUML tells what is wrong in headers, Kroki in the body. */
function refusal(status: number, headers: Record<string, string>, content: Buffer): string {
  const { 'x-plantuml-diagram-error': error, 'x-plantuml-diagram-error-line': line } = headers
  const isText = headers['content-type']?.startsWith('text/plain') ?? false
  const said = error
    ? `${error}${line ? ` (line ${line})` : ''}`
    : isText
      ? content.toString('utf8', 0, maxShown).trim()
      : ''
  return said ? `The server refused it: ${said}` : `The server refused it with status ${status}.`
}

const maxShown = 300

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '')

function keyOf({ server, format, request }: { server: string; format: DrawingFormat; request: object }): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([server, format, request]))
    .digest('base64url')
  return `drawing:${hash}`
}
