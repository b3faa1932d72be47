import { setTimeout as sleep } from 'node:timers/promises'
import { residentMib } from '../measure/machine.ts'
import type { Portal } from '../portal.ts'
import { measuredBy, type Run, secondsSince, withCpuUse } from './run.ts'

const giveUpAfterS = 600
const stalledAfterS = 60

/** Ready to every generated entity visible, as a reader sees it: by polling the facets of `kind`. */
export async function measureIngest(run: Run): Promise<void> {
  const { server } = measuredBy(run)
  const { result, use } = await withCpuUse(run, () => untilVisible(run, server))
  const missing = run.manifest.entities - result.visible
  await run.record({
    figure: 'ready to all visible',
    unit: 's',
    ...(missing <= 0 && { value: result.seconds }),
    foreignCores: use.foreign,
    note:
      missing > 0
        ? `${missing} entities missing after ${result.seconds} s`
        : `server ${use.server}, database ${use.database} cores`,
  })
  await run.record({
    figure: 'process start to all visible',
    unit: 's',
    ...(missing <= 0 && { value: Math.round(run.portal().readyMs + result.seconds * 1000) / 1000 }),
  })
  await run.record({ figure: 'peak memory in ingest', unit: 'MiB', value: result.peakMib })
  await sleep(1000)
  await run.record({ figure: 'memory after ingest', unit: 'MiB', value: residentMib(server) })
}

async function untilVisible(run: Run, server: number) {
  const startedAt = performance.now()
  let peakMib = 0
  let most = 0
  let mostAt = 0
  for (;;) {
    const visible = await countVisible(run.portal())
    const seconds = secondsSince(startedAt)
    if (visible > most) [most, mostAt] = [visible, seconds]
    peakMib = Math.max(peakMib, residentMib(server))
    const isOver = visible >= run.manifest.entities || seconds > giveUpAfterS || seconds > mostAt + stalledAfterS
    if (isOver) return { visible, seconds, peakMib }
    await sleep(50)
  }
}

async function countVisible(portal: Portal): Promise<number> {
  // The shape of spec/catalog.md 4.13.
  const { facets } = (await portal.json('/api/catalog/entity-facets?facet=kind')) as {
    facets: { kind: { value: string; count: number }[] }
  }
  return facets.kind.filter(({ value }) => value !== 'Location').reduce((total, { count }) => total + count, 0)
}
