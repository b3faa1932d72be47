import ELK, { type ElkNode } from 'elkjs/lib/elk-api.js'
// The file as it is: it was built to be a worker.
import workerUrl from 'elkjs/lib/elk-worker.min.js?url'

interface Engine {
  elk: { layout(graph: ElkNode): Promise<ElkNode> }
  /** Rejects when the worker cannot run. */
  broken: Promise<never>
}

// Begun with the first module that wants it: the engine is read while the entities still are.
let engine: Engine | undefined = startEngine()

/**
 * Places a graph, in a worker: two hundred entities take half a second, in which the page answers.
 *
 * @throws When the worker cannot be loaded; another attempt starts another one.
 */
export function layOut(graph: ElkNode): Promise<ElkNode> {
  engine ??= startEngine()
  const { elk, broken } = engine
  return Promise.race([elk.layout(graph), broken])
}

function startEngine(): Engine {
  const { promise: broken, reject } = Promise.withResolvers<never>()
  // Nobody may be waiting when it breaks.
  broken.catch(() => {})
  const elk = new ELK.default({
    workerFactory() {
      const worker = new Worker(workerUrl)
      worker.addEventListener('error', ({ message }) => {
        engine = undefined
        reject(new Error(`The layout of the graph could not be made: ${message || 'its code was not loaded'}.`))
      })
      return worker
    },
  })
  return { elk, broken }
}
