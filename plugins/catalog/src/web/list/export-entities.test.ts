import type { Entity } from '@callboard/model'
import { expect, test } from 'vitest'
import { type ExportFormat, exportEntities, exportLimit } from './export-entities.ts'

const entity = (name: string, more: Partial<Entity['metadata']> = {}): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default', ...more },
  spec: { type: 'service', owner: 'stage' },
})

/** Reads pages of a list as the server gives them. */
const pagesOf = (pages: readonly (readonly Entity[])[]) => async (cursor: string | undefined) => {
  const at = Number(cursor ?? 0)
  return {
    items: pages[at] ?? [],
    totalItems: pages.flat().length,
    nextCursor: at + 1 < pages.length ? String(at + 1) : undefined,
  }
}

async function exported(format: ExportFormat, pages: readonly (readonly Entity[])[]) {
  const told: string[] = []
  const { file, ...rest } = await exportEntities({
    format,
    read: pagesOf(pages),
    onProgress: (done, total) => told.push(`${done}/${total}`),
    signal: new AbortController().signal,
  })
  return { text: await textOf(file), told, ...rest }
}

/** As browsers have always read files: the blobs of the test's DOM know no other way. */
const textOf = (file: Blob) =>
  new Promise<string>((resolve) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(String(reader.result)))
    reader.readAsText(file)
  })

test('all pages make one JSON list of whole entities', async () => {
  const pages = [[entity('a'), entity('b')], [entity('c')]]
  const { text, told, rows, isCut } = await exported('json', pages)
  expect(JSON.parse(text)).toEqual(pages.flat())
  expect({ told, rows, isCut }).toEqual({ told: ['2/3', '3/3'], rows: 3, isCut: false })
})

test('an empty list is an empty list', async () => {
  expect(JSON.parse((await exported('json', [[]])).text)).toEqual([])
  expect((await exported('csv', [[]])).text.trim().split('\r\n')).toHaveLength(1)
})

test.each([
  { why: 'a plain text stays as it is', description: 'Sells seats.', cell: 'Sells seats.' },
  { why: 'commas, quotes and lines are quoted', description: 'a, "b"\nc', cell: '"a, ""b""\nc"' },
  { why: 'what a spreadsheet would run is made text', description: '=HYPERLINK(1)', cell: "'=HYPERLINK(1)" },
  { why: 'so is a formula that has a comma', description: '@SUM(1,2)', cell: `"'@SUM(1,2)"` },
])('CSV: $why', async ({ description, cell }) => {
  const { text } = await exported('csv', [[entity('a', { description, tags: ['x', 'y'] })]])
  const [heading, ...rows] = text.split('\r\n')
  expect(heading).toBe('ref,kind,namespace,name,title,description,owner,system,domain,type,lifecycle,tags')
  expect(rows.join('\r\n')).toBe(`component:default/a,Component,default,a,,${cell},stage,,,service,,x y\r\n`)
})

test('an export that is cancelled ends before the next page', async () => {
  const controller = new AbortController()
  const reading = exportEntities({
    format: 'csv',
    read: pagesOf([[entity('a')], [entity('b')]]),
    onProgress: () => controller.abort(),
    signal: controller.signal,
  })
  await expect(reading).rejects.toThrow(/abort/i)
})

test('more rows than the limit are not written, and that is told', async () => {
  const page = Array.from({ length: exportLimit / 10 }, (_, n) => entity(`e${n}`))
  const { rows, isCut } = await exported(
    'csv',
    Array.from({ length: 11 }, () => page),
  )
  expect({ rows, isCut }).toEqual({ rows: exportLimit, isCut: true })
})
