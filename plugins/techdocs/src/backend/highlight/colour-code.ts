import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ColouredLines, ColourRequest } from './colour-worker.ts'

/** Colours code in a thread of its own, one block after the other. */
export interface Colouring {
  /** @returns undefined when the block is too long, or its grammar took too long: it then stays as it is. */
  colour(request: ColourRequest): Promise<ColouredLines | undefined>
}

const maxCodeLength = 100_000
// Far more than a long block takes on a busy machine. Grammars are other people's regular expressions: some never end on
// hostile lines.
const deadlineMs = 5_000
// Hostile pages could otherwise hold everybody's for as long as they have blocks.
const maxOverruns = 3
const idleMs = 60_000
const maxHeapMegabytes = 512

/** Starts no thread until the first block, and none is left a minute after the last. */
export function createColouring(): Colouring {
  const overruns = new Map<string, number>()
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let queue: Promise<unknown> = Promise.resolve()
  let waiting = 0

  const stop = () => {
    worker?.terminate()
    worker = undefined
  }
  const start = async () => {
    const started = new Worker(workerUrl, { resourceLimits: { maxOldGenerationSizeMb: maxHeapMegabytes } })
    // Without a listener an error would end this process; whoever waits for an answer hears of it as well.
    started.on('error', () => {})
    started.on('exit', () => {
      if (worker === started) worker = undefined
    })
    await answerOf(started)
    return started
  }
  const rest = () => {
    worker?.unref()
    idle = setTimeout(() => {
      stop()
      overruns.clear()
    }, idleMs).unref()
  }
  const run = async (request: ColourRequest) => {
    const failures = overruns.get(request.grammar) ?? 0
    if (failures >= maxOverruns) return undefined
    worker ??= await start()
    worker.ref()
    worker.postMessage(request)
    const lines = (await answerOf(worker, deadlineMs)) as ColouredLines | undefined
    if (!lines) {
      stop()
      overruns.set(request.grammar, failures + 1)
    }
    return lines
  }

  return {
    async colour(request) {
      if (request.code.length > maxCodeLength) return undefined
      clearTimeout(idle)
      waiting++
      const result = queue.then(() => run(request))
      queue = result.catch(() => undefined)
      return result.finally(() => {
        if (--waiting === 0) rest()
      })
    },
  }
}

// The same name beside this file, in the source and when it is compiled.
const workerUrl = new URL(`./colour-worker${extname(import.meta.url)}`, import.meta.url)

/** The next message; undefined when the thread breaks or does not send one in time. */
function answerOf(worker: Worker, withinMs?: number): Promise<unknown> {
  return new Promise((resolve) => {
    const end = (message: unknown) => {
      clearTimeout(timer)
      worker.off('message', end).off('error', fail).off('exit', fail)
      resolve(message)
    }
    const fail = () => end(undefined)
    // An answer may wait behind the timer when this process was busy: it is let in first.
    const timer = withinMs === undefined ? undefined : setTimeout(() => setImmediate(fail), withinMs)
    worker.on('message', end).on('error', fail).on('exit', fail)
  })
}
