import type { Corrections } from '../query/match-words.ts'
import { excerptOf } from '../ranking/excerpt.ts'
import { rank } from '../ranking/rank.ts'
import { accessExpression } from './control-words.ts'
import { facetsOf } from './document-id.ts'
import type { EngineAnswer, EngineHit, EngineQuery } from './engine.ts'
import { allOf, type Expression } from './expression.ts'
import type { IndexReader } from './read-index.ts'
import { expandQuestion, meantWords } from './spelling.ts'
import { mostWordsExpression, type Question, termExpression } from './term-expression.ts'
import { apart, groupsOf } from './tiers.ts'
import type { Vocabulary } from './vocabulary.ts'

/** So many of the first hits are ordered by what they say; those after them stay in the order of the index. */
const candidates = 100

/** What an index has and knows. `Id`: how it numbers documents. */
export interface Index<Id> {
  reader: IndexReader<Id>
  vocabulary: Vocabulary
}

/** Answers a query, in the same way whatever keeps the index. */
export async function answer<Id>(index: Index<Id>, query: EngineQuery): Promise<EngineAnswer> {
  const { reader } = index
  const access = accessExpression(query.types, query.filters, await reader.typesInIndex())
  const { question, all, total } = await findAll(index, query, access)
  const hits = total === 0 ? [] : await listHits(reader, { query, question, all, access, total })
  const classes = query.facets.length > 0 && total > 0 ? await reader.countByClass(all) : []
  return { hits, total, facets: facetsOf(classes, query.facets), corrections: question.corrections }
}

/** A question that finds something, or as much of it as does. */
interface Found {
  question: Question
  all: Expression
  total: number
}

async function findAll<Id>(
  { reader, vocabulary }: Index<Id>,
  { term }: EngineQuery,
  access: Expression,
): Promise<Found> {
  const ask = async (question: Question, words = termExpression(question, 'any')): Promise<Found> => {
    const all = allOf([words, access])
    return { question, all, total: await reader.count(all) }
  }
  const asked = await ask(await expandQuestion(vocabulary, term))
  // Whether a word may be shown as the one that was meant depends on what this caller may see.
  const isSeen = (expression: Expression) => reader.has(allOf([expression, access]))
  const corrections: Corrections = await meantWords(vocabulary, { ...asked, isSeen })
  const meant = corrections.length > 0 ? await ask({ ...asked.question, corrections }) : asked
  if (meant.total > 0 || term.words.length < 3 || term.phrases.length > 0) return meant
  const most = await ask(meant.question, mostWordsExpression(meant.question))
  return most.total > 0 ? most : asked
}

async function listHits<Id>(
  reader: IndexReader<Id>,
  { query, question, all, access, total }: Found & { query: EngineQuery; access: Expression },
): Promise<EngineHit[]> {
  const { offset, limit, ownRefs, term } = query
  const groups = total <= candidates ? [all] : groupsOf(question, { all, access, ownRefs })
  const hits: EngineHit[] = []
  if (offset < candidates) {
    const loaded = await reader.load(await listFirst(reader, groups))
    hits.push(...rank(loaded, { term, ownRefs, corrections: question.corrections }).slice(offset, offset + limit))
  }
  const left = offset + limit - Math.max(offset, candidates)
  if (left > 0 && total > candidates) {
    const ids = await listTiers(reader, apart(groups), { skip: Math.max(offset, candidates), take: left })
    hits.push(...(await reader.load(ids)))
  }
  return hits.map(({ type, document }) => {
    const excerpt = excerptOf(document.text, { term, corrections: question.corrections })
    return excerpt === undefined ? { type, document } : { type, document, excerpt }
  })
}

/** The first hits: groups may overlap here, which costs less than to ask for what is in one but in none before. */
async function listFirst<Id>(reader: IndexReader<Id>, groups: readonly Expression[]): Promise<Id[]> {
  const ids = new Set<Id>()
  for (const group of groups) {
    if (ids.size >= candidates) break
    for (const id of await reader.list(group, { skip: 0, take: candidates + ids.size })) ids.add(id)
  }
  return [...ids].slice(0, candidates)
}

/** Hits after the first ones. */
async function listTiers<Id>(
  reader: IndexReader<Id>,
  tiers: readonly Expression[],
  { skip, take }: { skip: number; take: number },
): Promise<Id[]> {
  const ids: Id[] = []
  let toSkip = skip
  for (const tier of tiers) {
    if (ids.length === take) break
    const found = await reader.list(tier, { skip: toSkip, take: take - ids.length })
    ids.push(...found)
    if (found.length > 0) toSkip = 0
    else if (toSkip > 0) toSkip -= await reader.count(tier)
  }
  return ids
}
