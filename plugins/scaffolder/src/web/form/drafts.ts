import type { JsonObject } from '@callboard/model'
import type { FormPage } from './flagged-pages.ts'
import { usedProperties } from './used-properties.ts'

/** Answers that somebody has not sent yet, as this browser keeps them. */
export interface Draft {
  answers: JsonObject
  page: number
  savedAt: string
}

/** Where a person's answers to a template are kept. */
export const draftKey = (userRef: string, templateRef: string): string =>
  `callboard.scaffolder.draft.${userRef}.${templateRef}`

/** What was kept; undefined when there is nothing, or nothing of use. */
export function readDraft(storage: Storage, key: string): Draft | undefined {
  try {
    const draft: unknown = JSON.parse(storage.getItem(key) ?? 'null')
    return isDraft(draft) ? draft : undefined
  } catch {
    // Cut off, or written by something else: the form begins empty.
    return undefined
  }
}

/** Keeps answers, without secrets and passwords. A full or forbidden storage keeps nothing; nobody is told. */
export function writeDraft(
  storage: Storage,
  key: string,
  { answers, page, savedAt }: Draft,
  pages: readonly FormPage[],
) {
  try {
    storage.setItem(key, JSON.stringify({ answers: withoutSecrets(answers, pages), page, savedAt }))
  } catch {
    storage.removeItem(key)
  }
}

/** The answers without what must not be kept: the text behind a secret is elsewhere, and its stars mean nothing later. */
export function withoutSecrets(answers: JsonObject, pages: readonly FormPage[]): JsonObject {
  const kept = structuredClone(answers)
  for (const { path, schema } of pages.flatMap((page) => usedProperties(page.schema, answers))) {
    if (schema['ui:field'] !== 'Secret' && schema['ui:widget'] !== 'password') continue
    const holder = path.slice(0, -1).reduce<unknown>((at, key) => Reflect.get(Object(at), key), kept)
    const last = path.at(-1)
    if (typeof holder === 'object' && holder !== null && last !== undefined) Reflect.deleteProperty(holder, last)
  }
  return kept
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false
  const { answers, page, savedAt } = value as Partial<Draft>
  return typeof answers === 'object' && answers !== null && Number.isInteger(page) && typeof savedAt === 'string'
}
