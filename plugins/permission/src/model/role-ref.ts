import { canonicalEntityRef, parseEntityRef } from '@callboard/model'

const namePart = /^[a-z0-9]+(?:[-_.][a-z0-9]+)*$/

/**
 * The canonical ref of a role.
 *
 * @param text - `role:default/editors`, or the name alone.
 * @returns undefined when it is none: other kinds, and names with anything but letters, digits, `-`, `_` and `.` between them.
 */
export function roleRefOf(text: string): string | undefined {
  const [, namespace = 'default', name = ''] =
    /^(?:role:)?(?:([^/:]{1,63})\/)?([^/:]{1,63})$/.exec(text.toLowerCase()) ?? []
  return namePart.test(namespace) && namePart.test(name) ? `role:${namespace}/${name}` : undefined
}

/**
 * The canonical ref of a member: of a user or a group, or `*` for everybody who is signed in.
 *
 * @returns undefined when it is none.
 */
export function memberRefOf(text: string): string | undefined {
  if (text === '*') return text
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  if (/[\s,\u0000-\u001f\u007f]/.test(text)) return undefined
  try {
    const { kind } = parseEntityRef(text)
    return ['user', 'group'].includes(kind.toLowerCase()) ? canonicalEntityRef(text) : undefined
  } catch {
    return undefined
  }
}

/** A role as people say it: without the kind, and without the namespace that most have. */
export const shortRole = (ref: string): string => ref.replace(/^role:/, '').replace(/^default\//, '')
