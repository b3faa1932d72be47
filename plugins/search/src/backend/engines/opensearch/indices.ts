import type { Connection } from './connection.ts'
import type { OpenSearchSettings } from './opensearch-config.ts'

/** Another one when the mapping changes: its index is filled beside the old one's. */
const layout = 'callboard1'

/** How many hits can be skipped. */
export const maxWindow = 100_000

/** The indices of a portal: one for each type, behind an alias. */
export interface Indices {
  /** What is read and written. */
  aliasOf(type: string): string
  indexOf(type: string): string
  /** Every alias, and possibly those of others. */
  everyAlias: string
  /** Makes the index of a type, unless it is there. @returns its alias. */
  ensure(type: string): Promise<string>
  /** Looks again with the next `ensure`: somebody may have removed it. */
  forget(type: string): void
}

export function createIndices(
  connection: Connection,
  { indexPrefix, indexTemplates }: Pick<OpenSearchSettings, 'indexPrefix' | 'indexTemplates'>,
): Indices {
  const aliasOf = (type: string) => `${indexPrefix}${nameOf(type)}__search`
  const indexOf = (type: string) => `${indexPrefix}${nameOf(type)}-index__${layout}`
  const making = new Map<string, Promise<void>>()
  let templates: Promise<void> | undefined

  async function writeTemplates() {
    for (const { name, body } of indexTemplates)
      await connection.ask({ method: 'PUT', path: `/_index_template/${encodeURIComponent(name)}`, body })
  }

  async function make(type: string) {
    templates ??= writeTemplates()
    await templates
    const alias = aliasOf(type)
    const index = indexOf(type)
    const behind = Object.keys((await connection.ask<object>({ method: 'GET', path: `/_alias/${alias}` })) ?? {})
    if (behind.length === 1 && behind[0] === index) return
    try {
      await connection.ask({ method: 'PUT', path: `/${index}`, body: { settings, mappings } })
    } catch (error) {
      // Another replica was faster.
      if (!String(error).includes('resource_already_exists_exception')) throw error
    }
    // What an older portal has indexed stays where it is, but is not asked any more.
    const others = behind.filter((other) => other !== index)
    const actions = [
      ...others.map((other) => ({ remove: { index: other, alias, must_exist: false } })),
      { add: { index, alias } },
    ]
    await connection.ask({ method: 'POST', path: '/_aliases', body: { actions } })
  }

  return {
    aliasOf,
    indexOf,
    everyAlias: `${indexPrefix}*__search`,
    async ensure(type) {
      const made = making.get(type) ?? make(type)
      making.set(type, made)
      await made
      return aliasOf(type)
    },
    forget(type) {
      making.delete(type)
      templates = undefined
    },
  }
}

/** Names of indices have small letters, and none of the signs that address several. */
const nameOf = (type: string) => type.toLowerCase().replace(/[^a-z0-9_-]/g, '-')

const settings = {
  index: {
    max_result_window: maxWindow,
    // Every write asks for it; this is for those whose process died before.
    refresh_interval: '30s',
  },
}

const keyword = { type: 'keyword' }
/** Asked for, never counted or sorted by. */
const lexeme = { type: 'keyword', doc_values: false }

// The portal's own words, so that all engines find the same; see index-document.ts. Nothing is scored.
const mappings = {
  dynamic: false,
  properties: {
    /** Of the title, the fields and the text, each a value, so that no phrase reaches from one into the next. */
    words: { type: 'text', analyzer: 'whitespace', norms: false },
    title: lexeme,
    control: lexeme,
    vocabulary: keyword,
    names: keyword,
    type: keyword,
    class: keyword,
    order: keyword,
    document: { type: 'object', enabled: false },
    // Of the records of sources.
    isSource: { type: 'boolean' },
    run: { type: 'long' },
    id: keyword,
  },
}
