import type { JsonObject, JsonValue } from '@callboard/model'
import { parseEntityRef } from '@callboard/model'
import type { Task } from '../../model/task.ts'

/** The answers of a task without those that stand for secrets: asterisks would be taken for the secret itself. */
export function answersToKeep(parameters: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => {
      const kept = withoutMasks(value)
      return kept === undefined ? [] : [[name, kept]]
    }),
  )
}

function withoutMasks(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value === 'string') return /^\*+$/.test(value) ? undefined : value
  if (Array.isArray(value)) return value.map((one) => withoutMasks(one) ?? null)
  return typeof value === 'object' && value !== null ? answersToKeep(value) : value
}

/** The template of a task by its parts; undefined for tasks that came without one. */
export function templateOf(task: Task): { ref: string; namespace: string; name: string } | undefined {
  const ref = task.spec.templateInfo?.entityRef
  if (ref === undefined) return undefined
  try {
    const { namespace, name } = parseEntityRef(ref, { defaultKind: 'template' })
    return { ref, namespace, name }
  } catch {
    // Written by a client, and no ref: nothing can be linked.
    return undefined
  }
}

/** What people call the template of a task, as it was when the task was made. */
export const templateTitle = (task: Task): string | undefined => {
  const { metadata } = task.spec.templateInfo?.entity ?? {}
  return metadata?.title ?? metadata?.name ?? templateOf(task)?.name
}

/** The form of a task's template with the same answers. */
export function startOverPath(task: Task): string | undefined {
  const template = templateOf(task)
  if (!template) return undefined
  const path = [template.namespace, template.name].map(encodeURIComponent).join('/')
  const query = new URLSearchParams({ formData: JSON.stringify(answersToKeep(task.spec.parameters)) })
  return `/create/templates/${path}?${query}`
}
