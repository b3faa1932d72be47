import { expect, test } from 'vitest'
import { createLogger } from './create-logger.ts'
import { prettyLine } from './pretty-line.ts'

const at = (time: string) => {
  const date = new Date(time)
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((n) => String(n).padStart(2, '0')).join(':')
}
const time = '2026-03-01T12:04:31.000Z'

test.each([
  {
    why: 'message first, then fields',
    entry: { level: 'info', time, plugin: 'catalog', msg: 'location refreshed', location: 'file:org.yaml', ms: 118 },
    text: `${at(time)} info  catalog  location refreshed  location=file:org.yaml ms=118\n`,
  },
  {
    why: 'texts with spaces are quoted, objects are JSON, the kernel has its own name',
    entry: { level: 'warn', time, msg: 'odd', reason: 'no owner', data: { a: 1 } },
    text: `${at(time)} warn  kernel   odd  reason="no owner" data={"a":1}\n`,
  },
  {
    why: 'an error brings its stack, indented',
    entry: { level: 'error', time, msg: 'failed', error: { message: 'No.', stack: 'Error: No.\n    at x' } },
    text: `${at(time)} error kernel   failed  error=No.\n  Error: No.\n      at x\n`,
  },
])('pretty: $why', ({ entry, text }) => {
  expect(prettyLine(JSON.stringify(entry), { colour: false })).toBe(text)
})

test('every line carries the fields of the config', () => {
  const lines: string[] = []
  const { log } = createLogger({ format: 'json', meta: { cluster: 'east' }, write: (line) => lines.push(line) })
  log.child({ plugin: 'catalog' }).info('location refreshed')
  expect(JSON.parse(lines.join(''))).toMatchObject({ cluster: 'east', plugin: 'catalog', msg: 'location refreshed' })
})

test('what is no JSON stays as it is', () => {
  expect(prettyLine('plain\n', { colour: false })).toBe('plain\n')
})

test('secrets are masked in messages, fields, errors, causes and stacks, in every spelling', () => {
  const lines: string[] = []
  const { log, redaction } = createLogger({ format: 'json', write: (line) => lines.push(line) })
  redaction.setSecrets(['hunter2', 'two\nlines', 'a/b c', 'x', 'hunter2-longer', '$&.*'])
  const cause = new Error('cause with hunter2')
  log.child({ token: 'hunter2' }).error('message with hunter2', {
    url: 'https://u:a%2Fb%20c@host',
    pem: 'two\nlines',
    odd: 'keep $&.*',
    longer: 'hunter2-longer',
    error: new Error('boom hunter2', { cause }),
  })
  const [line = ''] = lines
  expect(line).not.toMatch(/hunter2|two|a%2Fb|\$&/)
  const entry = JSON.parse(line)
  expect(entry).toMatchObject({
    token: '***',
    msg: 'message with ***',
    url: 'https://u:***@host',
    pem: '***',
    odd: 'keep ***',
    longer: '***',
  })
  expect(entry.error).toMatchObject({ message: 'boom ***', cause: { message: 'cause with ***' } })
})

test('lines below the level cost nothing and are not written', () => {
  const lines: string[] = []
  const { log, isDebug } = createLogger({ format: 'json', level: 'warn', write: (line) => lines.push(line) })
  log.info('no')
  log.debug('no')
  log.warn('yes')
  expect(isDebug).toBe(false)
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['yes'])
})

test('a circle of causes ends', () => {
  const lines: string[] = []
  const { log } = createLogger({ format: 'json', write: (line) => lines.push(line) })
  const error = new Error('round')
  error.cause = error
  log.error('failed', { error })
  expect(lines).toHaveLength(1)
})
