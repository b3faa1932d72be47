import type { Text } from '@callboard/web'
import type { Violation } from './check-schema.ts'
import { recordOf } from './split-hints.ts'

/** Says what is wrong, in a sentence for whoever fills in the form. */
export function violationWords({ path, keyword, schema, parent }: Violation, t: Text): string {
  const own = ownWords({ path, keyword, schema, parent })
  if (own !== undefined) return own
  const name = nameOf(path, schema)
  const limit = schema[keyword]
  switch (keyword) {
    case 'required':
      return t('form.required', '{name} must not be empty.', { name })
    case 'minLength':
      return t('form.min-length', '{name} must have {limit, plural, one {# character} other {# characters}} or more.', {
        name,
        limit,
      })
    case 'maxLength':
      return t(
        'form.max-length',
        '{name} must have {limit, plural, one {# character} other {# characters}} or fewer.',
        {
          name,
          limit,
        },
      )
    case 'pattern':
      return t('form.pattern', '{name} must look like this: {pattern}', { name, pattern: limit })
    case 'format':
      return formatWords(name, String(limit), t)
    case 'minimum':
      return t('form.minimum', '{name} must be {limit} or more.', { name, limit })
    case 'maximum':
      return t('form.maximum', '{name} must be {limit} or less.', { name, limit })
    case 'exclusiveMinimum':
      return t('form.above', '{name} must be more than {limit}.', { name, limit })
    case 'exclusiveMaximum':
      return t('form.below', '{name} must be less than {limit}.', { name, limit })
    case 'multipleOf':
      return t('form.multiple', '{name} must be a multiple of {limit}.', { name, limit })
    case 'minItems':
      return t('form.min-items', '{name} needs {limit, plural, one {# entry} other {# entries}} or more.', {
        name,
        limit,
      })
    case 'maxItems':
      return t('form.max-items', '{name} may have {limit, plural, one {# entry} other {# entries}} or fewer.', {
        name,
        limit,
      })
    case 'uniqueItems':
      return t('form.unique', '{name} must not have the same entry twice.', { name })
    case 'enum':
    case 'oneOf':
    case 'anyOf':
      return t('form.choice', '{name} must be one of the choices.', { name })
    case 'const':
      return t('form.const', '{name} must be {value}.', { name, value: JSON.stringify(limit) })
    case 'type':
      return typeWords(name, schema.type, t)
    case 'false':
      return t('form.not-allowed', '{name} is not allowed here.', { name })
    default:
      return t('form.invalid', '{name} is not valid.', { name })
  }
}

/** What the template says itself, as `errorMessage`. */
function ownWords({ path, keyword, schema, parent }: Violation): string | undefined {
  const last = String(path.at(-1))
  const candidates = [
    schema.errorMessage,
    recordOf(schema.errorMessage)[keyword],
    recordOf(recordOf(parent.errorMessage).properties)[last],
    keyword === 'required' && recordOf(parent.errorMessage).required,
    keyword === 'required' && recordOf(recordOf(parent.errorMessage).required)[last],
  ]
  return candidates.find((one) => typeof one === 'string' && one !== '') as string | undefined
}

function nameOf(path: Violation['path'], { title }: Violation['schema']): string {
  if (typeof title === 'string' && title !== '') return title
  return String(path.findLast((token) => typeof token === 'string') ?? '')
}

function typeWords(name: string, type: unknown, t: Text): string {
  if (type === 'integer') return t('form.integer', '{name} must be a whole number.', { name })
  if (type === 'number') return t('form.number', '{name} must be a number.', { name })
  if (type === 'boolean') return t('form.boolean', '{name} must be yes or no.', { name })
  if (type === 'array') return t('form.list', '{name} must be a list.', { name })
  if (type === 'object') return t('form.object', '{name} must be a group of answers.', { name })
  return t('form.text', '{name} must be a text.', { name })
}

function formatWords(name: string, format: string, t: Text): string {
  if (format === 'email') return t('form.email', '{name} must be an e-mail address.', { name })
  if (format === 'uri' || format === 'url')
    return t('form.url', '{name} must be a whole address, with https://.', { name })
  if (format === 'date') return t('form.date', '{name} must be a date.', { name })
  if (format === 'date-time') return t('form.date-time', '{name} must be a date with a time.', { name })
  return t('form.format', '{name} must be written as {format}.', { name, format })
}
