import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { builtinKinds, entityRefOf, kindModel, relationsOf, validateEntity } from '@callboard/model'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { planCatalog } from '../bench/generator/plan-catalog.ts'
import { writeCatalog } from '../bench/generator/write-catalog.ts'
import { yamlText } from '../bench/generator/yaml-text.ts'
import { budgetOf, budgetText } from '../bench/measure/budgets.ts'
import { figureTable, median } from '../bench/measure/figures.ts'
import { parseBenchOptions } from '../bench/options.ts'

const plan = { entities: 500, seed: 7 }
const model = kindModel(builtinKinds)

describe('a generated catalog', () => {
  const entities = planCatalog(plan)

  test('has as many entities as were asked for, and is the same each time', () => {
    expect(entities).toHaveLength(500)
    expect(planCatalog(plan)).toEqual(entities)
    expect(planCatalog({ ...plan, seed: 8 })).not.toEqual(entities)
  })

  test('is valid, and refers only to what is in it', () => {
    const refs = new Set(entities.map(entityRefOf))
    expect(refs.size).toBe(500)
    expect(entities.flatMap((entity) => validateEntity(entity, model))).toEqual([])
    const named = entities.flatMap((entity) => relationsOf(entity, model).map(({ targetRef }) => targetRef))
    expect(named.filter((ref) => !refs.has(ref))).toEqual([])
  })

  test('means the same after it was written as YAML', () => {
    const text = entities.map((entity) => `---\n${yamlText(entity)}`).join('')
    const read = parseAllDocuments(text).map((document) => document.toJS())
    expect(read).toEqual(JSON.parse(JSON.stringify(entities)))
  })

  test('is written once, and again when the plan is another', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'bench-test-'))
    try {
      const manifest = await writeCatalog(dir, plan)
      expect(manifest.files).toBe(5)
      expect(await readFile(join(dir, manifest.sampleFile), 'utf8')).toContain(`name: ${manifest.sampleName}\n`)
      expect(await writeCatalog(dir, plan)).toEqual(manifest)
      expect((await writeCatalog(dir, { entities: 250, seed: 7 })).files).toBe(3)
    } finally {
      await rm(dir, { recursive: true, force: true })
    }
  })
})

test.each([
  { why: 'a plain sentence stays plain', value: 'Reads a lamp', text: 'Reads a lamp\n' },
  { why: 'a ref stays plain', value: 'group:default/team', text: 'group:default/team\n' },
  { why: 'what looks like a boolean is quoted', value: 'yes', text: '"yes"\n' },
  { why: 'what looks like a number is quoted', value: '12', text: '"12"\n' },
  { why: 'what looks like a map is quoted', value: 'a: b', text: '"a: b"\n' },
  { why: 'an end in a colon is quoted', value: 'a:', text: '"a:"\n' },
  { why: 'an empty text is quoted', value: '', text: '""\n' },
])('in YAML, $why', ({ value, text }) => {
  expect(yamlText(value)).toBe(text)
})

const every = ['start', 'ingest', 'restart', 'idle', 'edit', 'read', 'permissions', 'search', 'scaffold', 'browser']
test.each([
  {
    why: 'nothing gives 10,000 entities on both databases, two more sizes in the browser, and Lighthouse',
    args: [],
    expected: {
      runs: [
        { entities: 10_000, database: 'sqlite', steps: every },
        { entities: 10_000, database: 'postgres', steps: every },
        { entities: 300, database: 'sqlite', steps: ['ingest', 'browser'] },
        { entities: 100_000, database: 'sqlite', steps: ['ingest', 'browser'] },
      ],
      docs: true,
      lighthouse: true,
    },
  },
  {
    why: 'steps run in their own order, on a filled catalog',
    args: ['--steps', 'read,start', '--databases', 'sqlite'],
    expected: {
      runs: [{ entities: 10_000, database: 'sqlite', steps: ['start', 'ingest', 'read'] }],
      docs: false,
      lighthouse: false,
    },
  },
  {
    why: 'Lighthouse alone fills no catalog',
    args: ['--steps', 'lighthouse'],
    expected: { runs: [], docs: false, lighthouse: true },
  },
  {
    why: 'docs alone fill no catalog',
    args: ['--steps', 'docs'],
    expected: { runs: [], docs: true, lighthouse: false },
  },
  {
    why: 'several sizes are taken, and then no others',
    args: ['--entities', '1000,10000', '--databases', 'sqlite', '--steps', 'browser'],
    expected: {
      runs: [
        { entities: 1000, database: 'sqlite', steps: ['ingest', 'browser'] },
        { entities: 10_000, database: 'sqlite', steps: ['ingest', 'browser'] },
      ],
      docs: false,
      lighthouse: false,
    },
  },
])('of bench options, $why', ({ args, expected }) => {
  expect(parseBenchOptions(args)).toEqual({ ...expected, seconds: 5 })
})

test.each([
  { why: 'an unknown step', args: ['--steps', 'fly'], says: '--steps takes start, ingest' },
  { why: 'an unknown database', args: ['--databases', 'oracle'], says: 'not "oracle"' },
  { why: 'more entities than the bench bears', args: ['--entities', '1e9'], says: 'from 20 to 200000' },
  { why: 'a load without end', args: ['--seconds', '100000'], says: 'from 1 to 60' },
])('bench options refuse $why', ({ args, says }) => {
  expect(() => parseBenchOptions(args)).toThrow(says)
})

test('figures become a table, and what was not measured a dash', () => {
  const circumstances = { at: '', commit: 'abc', machine: '', database: 'sqlite', entities: 10_000, loader: 'wrk' }
  const table = figureTable([
    { ...circumstances, figure: 'by name', unit: 'req/s', value: 5200, p99Ms: 0.4, connections: 1 },
    { ...circumstances, figure: 'catalog table, cold', unit: 's', note: 'no Chromium on this machine' },
  ])
  expect(table.split('\n')).toHaveLength(4)
  expect(table).toMatch(/by name +\| sqlite +\| 10,000 \| 1 +\| 5,200 req\/s/)
  expect(table).toMatch(/catalog table, cold .*\| – .*no Chromium/)
})

const measured = { at: '', commit: '', machine: '', loader: '', database: 'sqlite', entities: 10_000 }
test.each([
  { why: 'held', figure: 'catalog table, cold', value: 0.8, text: '≤ 0.8' },
  { why: 'missed', figure: 'by name', value: 4999, text: '≥ 5000 missed' },
  { why: 'other on PostgreSQL', figure: 'by name', value: 4999, database: 'postgres', text: '≥ 2500' },
  { why: 'of loads, for 10,000 entities only', figure: 'by name', value: 1, entities: 300, text: '' },
  { why: 'of every page', figure: 'home, accessibility', value: 99, entities: 300, text: '≥ 100 missed' },
  { why: 'none', figure: 'entity page, cold', value: 9, text: '' },
])('a budget: $why', ({ figure, value, text, ...at }) => {
  expect(budgetText(budgetOf({ ...measured, figure, value, unit: 's', ...at }), value)).toBe(text)
})

test('the median of an even number of samples is one of them', () => {
  expect(median([4, 1, 3, 2])).toBe(2)
  expect(median([])).toBeUndefined()
})
