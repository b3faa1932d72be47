import { describe, expect, test } from 'vitest'
import { canonicalEntityRef, entityRefOf, parseEntityRef, stringifyEntityRef } from './entity-ref.ts'
import { modelErrors } from './model-errors.ts'

const context = { defaultKind: 'Ctx', defaultNamespace: 'here' }

describe('parseEntityRef', () => {
  test.each([
    { why: 'a bare name takes both from the context', text: 'foo', parts: ['Ctx', 'here', 'foo'] },
    { why: 'a namespace before the slash', text: 'ns/foo', parts: ['Ctx', 'ns', 'foo'] },
    { why: 'a kind before the colon', text: 'user:foo', parts: ['user', 'here', 'foo'] },
    { why: 'all three keep their case', text: 'Group:NS/Foo', parts: ['Group', 'NS', 'Foo'] },
    { why: 'a second colon belongs to the name', text: 'a:b:c', parts: ['a', 'here', 'b:c'] },
    { why: 'a second slash belongs to the name', text: 'a/b/c', parts: ['Ctx', 'a', 'b/c'] },
    { why: 'a colon behind the slash belongs to the name', text: 'x/y:z', parts: ['Ctx', 'x', 'y:z'] },
    { why: 'a colon after kind and namespace belongs to the name', text: 'k:n/a:b/c', parts: ['k', 'n', 'a:b/c'] },
  ])('$why: $text', ({ text, parts: [kind, namespace, name] }) => {
    expect(parseEntityRef(text, context)).toEqual({ kind, namespace, name })
  })

  test.each([':foo', 'a:/b', 'a:', '', '/b', 'k:n/', 'a/'])('an empty part is refused: "%s"', (text) => {
    expect(() => parseEntityRef(text, context)).toThrow(
      expect.objectContaining({ code: modelErrors.malformedRef.code }),
    )
  })

  test.each(['a:b/c\0', 'a:b/\uD83D'])('what no database stores is refused: %j', (text) => {
    expect(() => parseEntityRef(text)).toThrow(expect.objectContaining({ code: modelErrors.malformedRef.code }))
  })

  test('a missing namespace falls back to default', () => {
    expect(parseEntityRef('api:orders')).toEqual({ kind: 'api', namespace: 'default', name: 'orders' })
  })

  test('a missing kind without a default is refused, naming the ref', () => {
    expect(() => parseEntityRef('orders')).toThrow('"orders" is not an entity ref')
  })
})

describe('stringifyEntityRef', () => {
  test.each([
    { why: 'a missing namespace is default', ref: { kind: 'group', name: 'payments' }, text: 'group:default/payments' },
    { why: 'all parts lose their case', ref: { kind: 'User', namespace: 'Ops', name: 'Ada' }, text: 'user:ops/ada' },
    { why: 'no locale is involved', ref: { kind: 'KIND', namespace: 'I', name: 'TITLE' }, text: 'kind:i/title' },
  ])('$why', ({ ref, text }) => {
    expect(stringifyEntityRef(ref)).toBe(text)
  })

  test.each([
    { kind: '', name: 'a' },
    { kind: 'a', name: '' },
  ])('an empty part is refused: %o', (ref) => {
    expect(() => stringifyEntityRef(ref)).toThrow(expect.objectContaining({ code: 'model/empty-ref-part' }))
  })

  test('what it writes reads back as the same ref', () => {
    for (const text of ['a:b/c', 'a:b/c:d', 'a:b/c/d', 'component:ns-1/x.y_z', 'api:default/ü']) {
      expect(stringifyEntityRef(parseEntityRef(text))).toBe(text)
      expect(canonicalEntityRef(canonicalEntityRef(text.toUpperCase()))).toBe(text)
    }
  })
})

test('entityRefOf fills the namespace', () => {
  expect(entityRefOf({ kind: 'API', metadata: { name: 'Orders' } })).toBe('api:default/orders')
})
