import { expect, test } from 'vitest'
import { dnKey } from './dn.ts'

test.each([
  { why: 'case', one: 'CN=Ada,DC=Acme', other: 'cn=ada,dc=acme' },
  { why: 'spaces around the parts', one: 'cn=ada , dc = acme', other: 'cn=ada,dc=acme' },
  { why: 'a space at the end', one: 'cn=Ada,dc=acme ', other: 'cn=ada,dc=acme' },
  { why: 'an escape that is not needed', one: 'cn=ad\\61,dc=acme', other: 'cn=ada,dc=acme' },
  { why: 'how a comma is escaped', one: 'cn=cards\\, gifts,dc=acme', other: 'cn=cards\\2C gifts,dc=acme' },
  { why: 'how a letter is escaped', one: 'cn=Jos\\C3\\A9,dc=acme', other: 'cn=José,dc=acme' },
  { why: 'the order within a part', one: 'cn=ada+uid=1,dc=acme', other: 'uid=1+cn=ada,dc=acme' },
])('$why does not tell two DNs apart', ({ one, other }) => {
  expect(dnKey(one)).toBe(dnKey(other))
})

test.each([
  { why: 'an escaped comma is part of the value', one: 'cn=a\\,dc=acme', other: 'cn=a,dc=acme' },
  { why: 'so is an escaped plus', one: 'cn=a\\+uid=1', other: 'cn=a+uid=1' },
  { why: 'a backslash is not the comma after it', one: 'cn=a\\\\,dc=acme', other: 'cn=a\\,dc=acme' },
  { why: 'spaces within a value count', one: 'cn=a b,dc=acme', other: 'cn=ab,dc=acme' },
  { why: 'the order of the parts counts', one: 'ou=a,ou=b', other: 'ou=b,ou=a' },
])('two DNs are told apart: $why', ({ one, other }) => {
  expect(dnKey(one)).not.toBe(dnKey(other))
})
