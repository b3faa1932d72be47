import type { Problem } from './entity.ts'
import { isMap } from './is-map.ts'
import { dottedPath, pointerTo } from './pointer.ts'
import { wrong } from './schema-problems.ts'
import type { FieldRule, FieldRules } from './syntax.ts'

/**
 * Checks all of `metadata` besides what `checkEnvelope` has checked.
 *
 * @param metadata - As the author wrote it; of any shape below its first level.
 * @see spec/catalog.md 1.3 and 1.4
 */
export function checkMetadata(metadata: Record<string, unknown>, rules: FieldRules): Problem[] {
  const problems: Problem[] = []
  checkText(problems, '/metadata/name', metadata.name, rules.name)
  if (metadata.namespace !== undefined) checkText(problems, '/metadata/namespace', metadata.namespace, rules.namespace)
  if (metadata.title !== undefined) checkNotBlank(problems, '/metadata/title', metadata.title, isNotEmpty)
  if (metadata.description !== undefined && typeof metadata.description !== 'string') {
    problems.push(noString('/metadata/description', metadata.description))
  }
  checkLabels(problems, metadata.labels, rules)
  checkAnnotations(problems, metadata.annotations, rules)
  checkTags(problems, metadata.tags, rules.tag)
  checkLinks(problems, metadata.links)
  return problems
}

/** Adds a problem when a text breaks its rule. What is no string, or empty, is reported elsewhere. */
export function checkText(problems: Problem[], pointer: string, value: unknown, rule: FieldRule): void {
  if (typeof value !== 'string' || value === '' || rule.test(value)) return
  problems.push(wrong({ code: 'model/field-syntax', pointer, value, expected: `must be ${rule.expected}` }))
}

function checkLabels(problems: Problem[], labels: unknown, rules: FieldRules): void {
  if (labels === undefined) return
  const pointer = '/metadata/labels'
  if (!isMap(labels)) {
    problems.push(wrong({ code: 'model/field-type', pointer, value: labels, expected: 'must be a map of strings' }))
    return
  }
  for (const key of Object.keys(labels)) {
    const at = { pointer, key }
    checkKey(problems, at, rules.labelKey)
    checkMapValue(problems, at, { value: labels[key], rule: rules.labelValue })
  }
}

function checkAnnotations(problems: Problem[], annotations: unknown, rules: FieldRules): void {
  if (!isMap(annotations)) return
  for (const key of Object.keys(annotations)) {
    const at = { pointer: '/metadata/annotations', key }
    checkKey(problems, at, rules.annotationKey)
    checkMapValue(problems, at, { value: annotations[key], rule: rules.annotationValue })
  }
}

/** A key of a map; its own pointer is only written when there is something to say about it. */
type KeyPlace = { pointer: string; key: string }

function checkKey(problems: Problem[], at: KeyPlace, rule: FieldRule): void {
  if (rule.test(at.key)) return
  const pointer = pointerTo(at.pointer, at.key)
  const message = `The key of ${dottedPath(pointer)} is not allowed; it must be ${rule.expected}.`
  problems.push({ code: 'model/key-syntax', level: 'error', message, pointer })
}

function checkMapValue(problems: Problem[], at: KeyPlace, { value, rule }: { value: unknown; rule: FieldRule }): void {
  if (typeof value === 'string' && rule.test(value)) return
  const pointer = pointerTo(at.pointer, at.key)
  if (typeof value !== 'string') problems.push(noString(pointer, value))
  else problems.push(wrong({ code: 'model/field-syntax', pointer, value, expected: `must be ${rule.expected}` }))
}

function checkTags(problems: Problem[], tags: unknown, rule: FieldRule): void {
  if (tags === undefined) return
  const pointer = '/metadata/tags'
  if (!Array.isArray(tags)) {
    problems.push(wrong({ code: 'model/field-type', pointer, value: tags, expected: 'must be a list of strings' }))
    return
  }
  for (const [index, tag] of tags.entries()) {
    if (typeof tag === 'string' && rule.test(tag)) continue
    const at = pointerTo(pointer, index)
    if (typeof tag !== 'string') problems.push(noString(at, tag))
    else {
      const lowered = tag.toLowerCase().replace(/[\s_]+/g, '-')
      const field = { code: 'model/field-syntax', pointer: at, value: tag, expected: `must be ${rule.expected}` }
      problems.push(wrong(rule.test(lowered) ? { ...field, hint: `Write ${lowered}.` } : field))
    }
  }
}

function checkLinks(problems: Problem[], links: unknown): void {
  if (links === undefined) return
  const pointer = '/metadata/links'
  if (!Array.isArray(links)) {
    problems.push(
      wrong({ code: 'model/field-type', pointer, value: links, expected: 'must be a list of maps with a url' }),
    )
    return
  }
  for (const [index, link] of links.entries()) {
    const at = pointerTo(pointer, index)
    if (isMap(link)) checkLink(problems, at, link)
    else
      problems.push(wrong({ code: 'model/field-type', pointer: at, value: link, expected: 'must be a map with a url' }))
  }
}

function checkLink(problems: Problem[], pointer: string, link: Record<string, unknown>): void {
  const { url } = link
  if (typeof url !== 'string' || !URL.canParse(url)) {
    const isMissing = url === undefined
    problems.push(
      isMissing
        ? missingUrl(pointer)
        : wrong({
            code: typeof url === 'string' ? 'model/field-syntax' : 'model/field-type',
            pointer: `${pointer}/url`,
            value: url,
            expected: 'must be an absolute address such as https://example.com/',
          }),
    )
  }
  for (const name of ['title', 'icon']) {
    if (link[name] !== undefined) checkNotBlank(problems, `${pointer}/${name}`, link[name], isNotBlank)
  }
  if (link.type !== undefined) checkNotBlank(problems, `${pointer}/type`, link.type, isNotEmpty)
}

function checkNotBlank(
  problems: Problem[],
  pointer: string,
  value: unknown,
  isFilled: (text: string) => boolean,
): void {
  if (typeof value !== 'string') problems.push(noString(pointer, value))
  else if (!isFilled(value)) {
    problems.push(
      wrong({
        code: 'model/field-empty',
        pointer,
        value,
        expected: 'must not be empty',
        hint: 'Write a text, or leave the field out.',
      }),
    )
  }
}

const isNotEmpty = (text: string) => text !== ''
const isNotBlank = (text: string) => text.trim() !== ''

function noString(pointer: string, value: unknown): Problem {
  const field = { code: 'model/field-type', pointer, value, expected: 'must be a string' }
  const isScalar = typeof value === 'number' || typeof value === 'boolean'
  return wrong(isScalar ? { ...field, hint: `Put it in quotes: "${value}".` } : field)
}

const missingUrl = (pointer: string): Problem => ({
  code: 'model/field-missing',
  level: 'error',
  message: `The field ${dottedPath(pointer)}.url is missing; every link needs it.`,
  hint: 'Add the address that the link leads to.',
  pointer: `${pointer}/url`,
})
