import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { templateName, writeTemplates } from '../generator/write-templates.ts'
import { medianFigure } from '../measure/figures.ts'
import type { Portal } from '../portal.ts'
import { type Run, secondsSince, withCpuUse } from './run.ts'

const times = 5
const atOnce = 100
const giveUpAfterS = 120
/** As often as the peer was asked. */
const pollMs = 10

/** Tasks of templates: one after the other, a large skeleton, and many at once. */
export async function measureScaffold(run: Run): Promise<void> {
  const templatesFile = await writeTemplates(join(run.catalogDir, 'templates'))
  const portal = await run.restart('filled', { templatesFile })
  await untilTemplate(portal, 1_000)
  try {
    const small: number[] = []
    for (let time = 0; time < times; time += 1) small.push(1000 * (await timeTask(portal, 20)))
    await run.record(medianFigure('template task, 20 files', 'ms', small))

    const large: number[] = []
    for (let time = 0; time < times; time += 1) large.push(Math.round(1_000 / (await timeTask(portal, 1_000))))
    await run.record(medianFigure('template task, 1,000 files', 'files/s', large))

    const { result: seconds, use } = await withCpuUse(run, () => timeMany(portal))
    await run.record({
      figure: `${atOnce} template tasks at once`,
      unit: 's',
      value: seconds,
      foreignCores: use.foreign,
    })
  } finally {
    await run.restart('filled')
  }
}

async function untilTemplate(portal: Portal, files: number): Promise<void> {
  const startedAt = performance.now()
  const path = `/api/catalog/entities/by-name/template/default/${templateName(files)}`
  while (secondsSince(startedAt) < giveUpAfterS) {
    if (await portal.text(path).catch(() => undefined)) return
    await sleep(100)
  }
  throw new Error(`The template ${templateName(files)} is not in the catalog.`)
}

async function timeTask(portal: Portal, files: number): Promise<number> {
  const startedAt = performance.now()
  await untilCompleted(portal, await startTask(portal, files))
  return secondsSince(startedAt)
}

async function timeMany(portal: Portal): Promise<number> {
  const startedAt = performance.now()
  const ids = await Promise.all(Array.from({ length: atOnce }, () => startTask(portal, 20)))
  // In their order: the last one is not asked for before the others have ended.
  for (const id of ids) await untilCompleted(portal, id)
  return secondsSince(startedAt)
}

async function startTask(portal: Portal, files: number): Promise<string> {
  const values = { name: 'bench', description: 'Made by the bench' }
  const reply = await portal.json('/api/scaffolder/v2/tasks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ templateRef: `template:default/${templateName(files)}`, values }),
  })
  // The shape of spec/scaffolder.md 8.3.
  return (reply as { id: string }).id
}

async function untilCompleted(portal: Portal, id: string): Promise<void> {
  const startedAt = performance.now()
  while (secondsSince(startedAt) < giveUpAfterS) {
    const task = (await portal.json(`/api/scaffolder/v2/tasks/${id}`)) as { status: string; reason?: string }
    if (task.status === 'completed') return
    if (task.status === 'failed') throw new Error(`A task failed: ${task.reason}`)
    await sleep(pollMs)
  }
  throw new Error(`A task did not end within ${giveUpAfterS} s.`)
}
