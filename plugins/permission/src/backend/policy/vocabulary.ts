import type { DeclaredPermission, DeclaredResourceType, PermissionInsight } from '@callboard/kernel'

/** What grants may speak of: what the plugins of this portal declare. */
export interface Vocabulary {
  permissions: ReadonlyMap<string, DeclaredPermission>
  resourceTypes: ReadonlyMap<string, KnownResourceType>
}

/** A resource type with its rules by name. */
export interface KnownResourceType extends Pick<DeclaredResourceType, 'pluginId' | 'resourceType'> {
  rules: ReadonlyMap<string, DeclaredResourceType['rules'][number]>
}

/** Asked once every plugin is set up. */
export function readVocabulary(insight: PermissionInsight): Vocabulary {
  return {
    permissions: new Map(insight.permissions().map((one) => [one.permission.name, one])),
    resourceTypes: new Map(
      insight
        .resourceTypes()
        .map(({ pluginId, resourceType, rules }) => [
          resourceType,
          { pluginId, resourceType, rules: new Map(rules.map((rule) => [rule.name, rule])) },
        ]),
    ),
  }
}
