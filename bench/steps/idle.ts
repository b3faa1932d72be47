import { setTimeout as sleep } from 'node:timers/promises'
import { residentMib } from '../measure/machine.ts'
import { measuredBy, type Run, withCpuUse } from './run.ts'

/** What the portal uses when nobody asks anything. */
export async function measureIdle(run: Run): Promise<void> {
  await sleep(3000)
  const { use } = await withCpuUse(run, () => sleep(15_000))
  await run.record({ figure: 'idle', unit: 'cores', value: use.server, foreignCores: use.foreign })
  await run.record({ figure: 'memory idle', unit: 'MiB', value: residentMib(measuredBy(run).server) })
}
