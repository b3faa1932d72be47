import type { JsonValue } from '@callboard/model'

/** Writes an entity as block YAML. Knows only what generated entities need, so that 100,000 take seconds. */
export function yamlText(value: JsonValue | undefined, indent = ''): string {
  if (Array.isArray(value)) return value.map((item) => listItem(item, indent)).join('')
  if (!isObject(value)) return `${indent}${scalar(value)}\n`
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${indent}${plain.test(key) ? key : JSON.stringify(key)}:${memberText(member, indent)}`)
    .join('')
}

// Letters and digits with single separators inside, as names, refs and sentences without punctuation are.
const plain = /^[A-Za-z](?:[\w ./-]|:(?=\S))*$/
const ambiguous = /^(?:true|false|null|yes|no|on|off|y|n)$|\s$/i

const isObject = (value: JsonValue | undefined): value is { [key: string]: JsonValue | undefined } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function scalar(value: JsonValue | undefined): string {
  if (typeof value !== 'string') return JSON.stringify(value ?? null)
  return plain.test(value) && !ambiguous.test(value) ? value : JSON.stringify(value)
}

function listItem(item: JsonValue, indent: string): string {
  const nested = isObject(item) || Array.isArray(item)
  return nested ? `${indent}- ${yamlText(item, `${indent}  `).trimStart()}` : `${indent}- ${scalar(item)}\n`
}

function memberText(member: JsonValue | undefined, indent: string): string {
  if (Array.isArray(member)) return member.length === 0 ? ' []\n' : `\n${yamlText(member, `${indent}  `)}`
  if (isObject(member)) return Object.keys(member).length === 0 ? ' {}\n' : `\n${yamlText(member, `${indent}  `)}`
  if (typeof member === 'string' && member.includes('\n')) {
    return ` |\n${member.trimEnd().replace(/^(?=.)/gm, `${indent}  `)}\n`
  }
  return ` ${scalar(member)}\n`
}
