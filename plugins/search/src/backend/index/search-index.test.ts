import { eventually } from '@callboard/testing'
import { describe, expect, test } from 'vitest'
import type { SearchDocument } from '../../model/document.ts'
import type { WholeCollator } from '../../model/services.ts'
import { memoryEngine } from '../fixtures/memory-engine.ts'
import { startSearch } from '../fixtures/search-portal.ts'
import { shelf } from '../fixtures/shelf.ts'

const stateOf = async (search: Awaited<ReturnType<typeof startSearch>>, type = 'notes') => {
  const { body } = await search.get('/index')
  return body.types.find((state: { type: string }) => state.type === type)
}
const ran = (search: Awaited<ReturnType<typeof startSearch>>, type = 'notes') =>
  eventually(async () => {
    const state = await stateOf(search, type)
    return state.lastRunAt !== undefined && !state.isRunning ? state : undefined
  })
const runAgain = async (search: Awaited<ReturnType<typeof startSearch>>, type = 'notes') => {
  const { lastRunAt } = await ran(search, type)
  await eventually(async () => {
    await search.portal.fetch(`/api/search/index/${type}`, { method: 'POST' })
    return (await stateOf(search, type)).lastRunAt !== lastRunAt
  })
}

describe.each(['sqlite', 'postgres'] as const)('on %s', (database) => {
  test('everything is indexed after the start, and changes follow without a run', async () => {
    const notes = shelf({ a: 'one', b: 'two' })
    await using search = await startSearch({ collators: [notes] }, { database })
    await search.holds('notes', ['/notes/a', '/notes/b'])
    await ran(search)
    await notes.change('c', 'three')
    await search.holds('notes', ['/notes/a', '/notes/b', '/notes/c'])
    await notes.change('a', undefined)
    await search.holds('notes', ['/notes/b', '/notes/c'])
    expect(notes.begun).toEqual([undefined])
    await eventually(async () => (await stateOf(search)).stale === 0)
  })

  test('a source that changes while it is being indexed is indexed again', async () => {
    const notes = shelf({ a: 'before' })
    const { documentsOf } = notes
    let hasChanged = false
    notes.documentsOf = async (...asked) => {
      const documents = await documentsOf(...asked)
      if (!hasChanged) {
        hasChanged = true
        // What was read is old before it is written.
        await notes.change('a', 'after')
      }
      return documents
    }
    await using search = await startSearch({ collators: [notes] }, { database })
    await eventually(async () => (await search.get('/query')).body.results[0]?.document.text === 'after')
    await eventually(async () => (await stateOf(search)).stale === 0)
  })

  test('a source that cannot be read fails alone, is told, and is indexed when it can be read again', async () => {
    const notes = shelf({ a: 'one', b: 'two', c: 'three' })
    notes.broken.add('b')
    await using search = await startSearch({ collators: [notes] }, { database })
    await search.holds('notes', ['/notes/a', '/notes/c'])
    expect(await ran(search)).toMatchObject({ problem: 'b cannot be read.', stale: 1 })
    notes.broken.clear()
    await search.holds('notes', ['/notes/a', '/notes/b', '/notes/c'])
    await eventually(async () => (await stateOf(search)).stale === 0)
  })

  test('a run removes what it does not meet, but nothing when a source has failed', async () => {
    const engine = memoryEngine()
    const notes = shelf({ a: 'one', b: 'two' })
    await engine.put('notes', new Map([['gone', [{ title: 'Gone', text: '', location: '/notes/gone' }]]]), { run: 0 })
    notes.broken.add('b')
    await using search = await startSearch({ collators: [notes], engine }, { database })
    await ran(search)
    expect(engine.locations('notes')).toEqual(['/notes/a', '/notes/gone'])
    notes.broken.clear()
    await runAgain(search)
    expect(engine.locations('notes')).toEqual(['/notes/a', '/notes/b'])
  })

  test('a run that finds nothing leaves what there is', async () => {
    const engine = memoryEngine()
    await engine.put('notes', new Map([['old', [{ title: 'Old', text: '', location: '/notes/old' }]]]), { run: 0 })
    await using search = await startSearch({ collators: [shelf({})], engine }, { database })
    await ran(search)
    expect(engine.locations('notes')).toEqual(['/notes/old'])
  })
})

test('a run that was interrupted goes on behind the last source that was kept', async () => {
  const many = Object.fromEntries(Array.from({ length: 1200 }, (_, i) => [`s${String(i).padStart(4, '0')}`, 'text']))
  const notes = shelf(many)
  let stop: (() => void) | undefined
  const reached = new Promise<void>((resolve) => {
    stop = resolve
  })
  notes.gate = async (source) => {
    if (source !== 's0700' || notes.begun.length > 1) return
    stop?.()
    throw new Error('The listing broke off.')
  }
  await using search = await startSearch({ collators: [notes] })
  await reached
  await eventually(async () => (await stateOf(search)).problem === 'The listing broke off.')
  expect(search.engine.locations('notes').length).toBeLessThanOrEqual(700)
  await search.portal.fetch('/api/search/index/notes', { method: 'POST' })
  await ran(search)
  expect(notes.begun).toEqual([undefined, 's0499'])
  expect(search.engine.locations('notes')).toHaveLength(1200)
})

describe('a collator that gives everything at once', () => {
  const whole = (documents: () => AsyncIterable<SearchDocument>): WholeCollator => ({
    type: 'tools',
    title: 'Tools',
    documents,
  })
  const tool = (name: string): SearchDocument => ({ title: name, text: '', location: `https://${name}.example/` })

  test('what it no longer gives is gone after its next run; what fails leaves everything', async () => {
    let names: readonly (string | Error)[] = ['grafana', 'vault']
    const collator = whole(async function* () {
      for (const name of names) {
        if (name instanceof Error) throw name
        yield tool(name)
      }
    })
    await using search = await startSearch({ collators: [collator] })
    await search.holds('tools', ['https://grafana.example/', 'https://vault.example/'])
    names = [new Error('The wiki is away.')]
    await ran(search, 'tools')
    await search.portal.fetch('/api/search/index/tools', { method: 'POST' })
    await eventually(async () => (await stateOf(search, 'tools')).problem === 'The wiki is away.')
    expect(search.engine.locations('tools')).toHaveLength(2)
    names = ['vault']
    await search.portal.fetch('/api/search/index/tools', { method: 'POST' })
    await search.holds('tools', ['https://vault.example/'])
  })
})

describe('decorators', () => {
  test('those for all types come first; one may drop documents or make several', async () => {
    const add = (word: string) => async (documents: readonly SearchDocument[]) =>
      documents.map((document) => ({ ...document, text: `${document.text} ${word}` }))
    await using search = await startSearch({
      collators: [shelf({ a: 'one', b: 'drop me', c: 'twice' })],
      decorators: [
        { types: ['notes'], decorate: add('second') },
        { decorate: add('first') },
        { types: ['other'], decorate: add('never') },
        {
          types: ['notes'],
          decorate: async (documents) =>
            documents.flatMap((document) =>
              document.text.startsWith('drop')
                ? []
                : document.text.startsWith('twice')
                  ? [document, { ...document, location: `${document.location}/2` }]
                  : [document],
            ),
        },
      ],
    })
    await search.holds('notes', ['/notes/a', '/notes/c', '/notes/c/2'])
    const { body } = await search.get('/query?term=one')
    expect(body.results[0].document.text).toBe('one first second')
  })
})

test('a document that leads to a script is dropped, and its source may have others', async () => {
  await using search = await startSearch({ collators: [shelf({ a: 'one', b: 'javascript:alert(1)' })] })
  await ran(search)
  expect(search.engine.locations('notes')).toEqual(['/notes/a'])
})
