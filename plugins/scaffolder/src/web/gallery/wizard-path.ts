import { type Entity, entityRefOf, parseEntityRef } from '@callboard/model'

/** Where the form of a template is. */
export function wizardPath(template: Pick<Entity, 'kind' | 'metadata'>): string {
  const { namespace, name } = parseEntityRef(entityRefOf(template))
  return `/create/templates/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`
}
