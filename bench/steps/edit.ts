import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { medianFigure } from '../measure/figures.ts'
import { type Run, secondsSince } from './run.ts'

const times = 5
const giveUpAfterS = 180

/** A changed description in a file of a hundred entities: until readers see it, asked for and by watching alone. */
export async function measureEdit(run: Run): Promise<void> {
  const file = join(run.catalogDir, run.manifest.sampleFile)
  const original = await readFile(file, 'utf8')
  try {
    const asked: number[] = []
    for (let time = 0; time < times; time += 1) asked.push(await editOnce(run, { original, file, ask: true, time }))
    await run.record(medianFigure('edit visible after refresh', 's', asked))
    const watched: number[] = []
    for (let time = 0; time < times; time += 1) watched.push(await editOnce(run, { original, file, ask: false, time }))
    await run.record(medianFigure('edit visible, nothing asked', 's', watched))
  } finally {
    await writeFile(file, original)
  }
}

async function editOnce(run: Run, edit: { original: string; file: string; ask: boolean; time: number }) {
  const name = run.manifest.sampleName
  const mark = `Edited ${edit.ask ? 'and refreshed' : 'and watched'} ${edit.time}`
  const changed = edit.original.replace(
    new RegExp(`(\\n {2}name: ${name}\\n(?: {2}title: .*\\n)?) {2}description: .*\\n`),
    `$1  description: ${mark}\n`,
  )
  if (changed === edit.original) throw new Error(`${edit.file} has no description of ${name} to edit.`)
  await writeFile(edit.file, changed)
  const startedAt = performance.now()
  if (edit.ask) {
    await run.portal().text('/api/catalog/refresh', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ entityRef: `component:default/${name}` }),
    })
  }
  while (secondsSince(startedAt) < giveUpAfterS) {
    const text = await run.portal().text(`/api/catalog/entities/by-name/component/default/${name}`)
    if (text.includes(mark)) return secondsSince(startedAt)
    await sleep(5)
  }
  throw new Error(`The edit of ${name} was not visible within ${giveUpAfterS} s.`)
}
