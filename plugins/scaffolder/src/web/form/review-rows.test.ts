import type { JsonObject, JsonValue } from '@callboard/model'
import { expect, test } from 'vitest'
import { readDraft, withoutSecrets, writeDraft } from './drafts.ts'
import { otherRows, reviewRows } from './review-rows.ts'
import { unaskedSecrets } from './unasked-secrets.ts'

const t = (_: string, english: string) => english
const review = (what: JsonObject) => ({ 'ui:backstage': { review: what } })
const page = (properties: JsonObject, more: JsonObject = {}) => ({ title: 'P', schema: { properties, ...more } })

const nested: JsonObject = { title: 'Box', properties: { a: { title: 'A' }, b: { title: 'B' } } }

test.each<{ why: string; schema: JsonObject; it: JsonValue; rows: string[] }>([
  { why: 'a text by its title', schema: { title: 'It' }, it: 'x', rows: ['It: x'] },
  { why: 'a name of its own', schema: { title: 'It', ...review({ name: 'That' }) }, it: 'x', rows: ['That: x'] },
  { why: 'a mask', schema: review({ mask: '<it>' }), it: 'x', rows: ['it: <it>'] },
  { why: 'not at all', schema: review({ show: false }), it: 'x', rows: [] },
  { why: 'a password', schema: { 'ui:widget': 'password' }, it: 'x', rows: ['it: ******'] },
  { why: 'a secret', schema: { 'ui:field': 'Secret' }, it: '*', rows: ['it: ******'] },
  { why: 'yes', schema: { type: 'boolean' }, it: true, rows: ['it: Yes'] },
  { why: 'a choice by its name', schema: { enum: [1, 2], enumNames: ['One', 'Two'] }, it: 2, rows: ['it: Two'] },
  { why: 'an alternative by its title', schema: { oneOf: [{ const: 1, title: 'One' }] }, it: 1, rows: ['it: One'] },
  { why: 'a list', schema: { items: { enum: ['a', 'b'], enumNames: ['A', 'B'] } }, it: ['a', 'b'], rows: ['it: A, B'] },
  {
    why: 'an object by its properties',
    schema: nested,
    it: { a: 1, b: 2, c: 3 },
    rows: ['Box › A: 1', 'Box › B: 2', 'Box › c: 3'],
  },
  {
    why: 'an object as one row',
    schema: { ...nested, ...review({ explode: false }) },
    it: { a: 1 },
    rows: ['Box: {"a":1}'],
  },
  {
    why: 'a list of objects by their places',
    schema: { title: 'Boxes', items: nested },
    it: [{ a: 1 }, { a: 2 }],
    rows: ['Boxes 1 › A: 1', 'Boxes 2 › A: 2'],
  },
])('the review shows $why', ({ schema, it, rows }) => {
  expect(reviewRows(page({ it: schema }), { it }, t).map(({ label, text }) => `${label}: ${text}`)).toEqual(rows)
})

const condition = page(
  { on: { type: 'boolean' } },
  // biome-ignore lint/suspicious/noThenProperty: JSON schema calls it so
  { if: { properties: { on: { const: true } } }, then: { properties: { more: { title: 'More' } } } },
)

test('what a condition adds is shown while it holds; what is left of it is shown as sent besides', () => {
  const on = { on: true, more: 'x' }
  expect(reviewRows(condition, on, t).map(({ label }) => label)).toEqual(['on', 'More'])
  expect(otherRows([condition], on, t)).toEqual([])
  expect(otherRows([condition], { ...on, on: false }, t)).toEqual([{ id: 'more', label: 'more', text: 'x' }])
})

const withSecrets = page({
  name: {},
  key: { 'ui:field': 'Secret' },
  pin: { 'ui:widget': 'password' },
  box: { type: 'object', properties: { inner: { 'ui:field': 'Secret' } } },
  list: { items: { properties: { own: { 'ui:field': 'Secret' } } } },
})
const answers = { name: 'n', key: '***', pin: '1234', box: { inner: '**', o: 1 }, list: [{ own: '*', x: 1 }] }

test('secrets and passwords are not kept, however deep', () => {
  expect(withoutSecrets(answers, [withSecrets])).toEqual({ name: 'n', box: { o: 1 }, list: [{ x: 1 }] })
  writeDraft(localStorage, 'k', { answers, page: 1, savedAt: 'now' }, [withSecrets])
  expect(readDraft(localStorage, 'k')).toEqual({
    answers: { name: 'n', box: { o: 1 }, list: [{ x: 1 }] },
    page: 1,
    savedAt: 'now',
  })
  expect(localStorage.getItem('k')).not.toContain('1234')
})

test.each(['no json', '{}', '{"answers":1,"page":0,"savedAt":"now"}'])('a draft that is none: %s', (text) => {
  localStorage.setItem('k', text)
  expect(readDraft(localStorage, 'k')).toBeUndefined()
})

test('secrets are asked for at the end, where no field and no decorator brings them', () => {
  const credentials = { 'ui:options': { requestUserCredentials: { secretsKey: 'TOKEN' } } }
  const pages = [page({ key: { 'ui:field': 'Secret' }, repo: credentials })]
  const template = { title: 'T', steps: pages, secretNames: ['key', 'TOKEN', 'other'] }
  expect(unaskedSecrets(template, pages, {})).toEqual(['other'])
  expect(unaskedSecrets({ ...template, formDecorators: [{ id: 'x' }] }, pages, {})).toEqual([])
})
