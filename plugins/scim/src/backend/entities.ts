import type { Entity } from '@callboard/model'
import { enterpriseSchema } from './attributes.ts'
import { memberIds, primaryEmail, type Resource } from './resource-store.ts'

/** Finds resources by id, as far as the catalog knows them. */
export type FindResource = (id: string) => Resource | undefined

/** The ref of what a resource is in the catalog: `user:default/ada_acme.com`. */
export const entityRefOf = ({ kind, entityName }: Resource) => `${kind}:default/${entityName}`

/** The entity of a resource; undefined for people who were deactivated. */
export function entityOf(resource: Resource, options: { find: FindResource; baseUrl: string }): Entity | undefined {
  if (!resource.isActive) return undefined
  return resource.kind === 'user' ? userEntity(resource, options.baseUrl) : groupEntity(resource, options)
}

function userEntity(resource: Resource, baseUrl: string): Entity {
  const { document } = resource
  const displayName = textOf(document.displayName) ?? fullName(document.name) ?? textOf(document.userName)
  const email = primaryEmail(document)
  const picture = (document.photos as { value?: string }[] | undefined)?.[0]?.value
  const { department } = (document[enterpriseSchema] ?? {}) as { department?: string }
  const description = [document.title, department].filter(Boolean).join(', ')
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: {
      name: resource.entityName,
      ...(description && { description }),
      annotations: annotationsOf(resource, `${baseUrl}/Users`),
    },
    spec: {
      profile: { ...(displayName && { displayName }), ...(email && { email }), ...(picture && { picture }) },
      // Groups name their members; that gives the relation in both directions.
      memberOf: [],
    },
  }
}

function groupEntity(resource: Resource, { find, baseUrl }: { find: FindResource; baseUrl: string }): Entity {
  const inside = memberIds(resource.document).flatMap((id) => find(id) ?? [])
  const names = (kind: Resource['kind']) =>
    inside
      .filter((member) => member.kind === kind && member.isActive)
      .map(({ entityName }) => entityName)
      .toSorted()
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: resource.entityName, annotations: annotationsOf(resource, `${baseUrl}/Groups`) },
    spec: {
      type: 'team',
      profile: { displayName: textOf(resource.document.displayName) ?? resource.entityName },
      children: names('group'),
      members: names('user'),
    },
  }
}

/** What the sign-in of the same identity provider may find people by. */
function annotationsOf({ id, document }: Resource, listUrl: string): Record<string, string> {
  const url = `url:${listUrl}/${id}`
  return {
    'backstage.io/managed-by-location': url,
    'backstage.io/managed-by-origin-location': url,
    'scim/id': id,
    ...(typeof document.externalId === 'string' &&
      document.externalId !== '' && { 'scim/external-id': document.externalId }),
  }
}

function fullName(name: unknown): string | undefined {
  const { formatted, givenName, familyName } = (name ?? {}) as Record<string, string | undefined>
  return formatted || [givenName, familyName].filter(Boolean).join(' ') || undefined
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
