import { medianFigure } from '../measure/figures.ts'
import { residentMib } from '../measure/machine.ts'
import { measuredBy, type Run } from './run.ts'

const times = 3

/** Start to ready and memory then, on an empty database. The last portal stays up. */
export const measureStart = (run: Run) => measure(run, 'fresh')

/** The same on the database that is filled. */
export const measureRestart = (run: Run) => measure(run, 'filled')

async function measure(run: Run, data: 'fresh' | 'filled'): Promise<void> {
  const seconds: number[] = []
  const memory: number[] = []
  for (let time = 0; time < times; time += 1) {
    const portal = await run.restart(data)
    seconds.push(Math.round(portal.readyMs) / 1000)
    memory.push(residentMib(measuredBy(run).server))
  }
  const words = data === 'fresh' ? 'empty' : 'filled'
  await run.record(medianFigure(`start to ready, ${words}`, 's', seconds))
  await run.record(medianFigure(`memory at ready, ${words}`, 'MiB', memory))
}
