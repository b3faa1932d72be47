import { type IconName, isIconName, type Text, useRead, useText } from '@callboard/web'
import { kinds } from '../model/routes-insight.ts'

/** How people see a kind. */
export interface KindWords {
  /** Many of it: `APIs`. */
  plural: string
  /** Only of kinds that the portal's config declares; the built-in ones have theirs in the design system. */
  icon: IconName | undefined
  /** What a table of it shows, where its declaration says so. */
  columns: readonly { field: string; title: string }[] | undefined
}

/** Gives the words of kinds, in any casing. */
export function useKindWords(): (kind: string) => KindWords {
  const t = useText()
  const declared = new Map(useRead(kinds).map((words) => [words.kind.toLowerCase(), words]))
  return (kind) => {
    const builtIn = builtInPlural(kind, t)
    if (builtIn !== undefined) return { plural: builtIn, icon: undefined, columns: undefined }
    const words = declared.get(kind.toLowerCase())
    return {
      plural: words?.plural ?? kind,
      icon: isIconName(words?.icon) ? words.icon : undefined,
      columns: words?.columns,
    }
  }
}

const familiar = [
  'component',
  'api',
  'resource',
  'system',
  'domain',
  'group',
  'user',
  'template',
  'location',
  'airesource',
]

/** Whether a kind is one of those that every portal has. */
export const isBuiltIn = (kind: string): boolean => familiar.includes(kind.toLowerCase())

/** Kinds as people look for them: the built-in ones first, then the rest by name. */
export const byFamiliarity = (one: string, other: string): number =>
  placeOf(one) - placeOf(other) || one.localeCompare(other)

const placeOf = (kind: string) => {
  const place = familiar.indexOf(kind.toLowerCase())
  return place === -1 ? familiar.length : place
}

/** Many of a built-in kind, in the language spoken. */
export function builtInPlural(kind: string, t: Text): string | undefined {
  switch (kind.toLowerCase()) {
    case 'component':
      return t('kind.component.plural', 'Components')
    case 'api':
      return t('kind.api.plural', 'APIs')
    case 'resource':
      return t('kind.resource.plural', 'Resources')
    case 'system':
      return t('kind.system.plural', 'Systems')
    case 'domain':
      return t('kind.domain.plural', 'Domains')
    case 'group':
      return t('kind.group.plural', 'Groups')
    case 'user':
      return t('kind.user.plural', 'Users')
    case 'template':
      return t('kind.template.plural', 'Templates')
    case 'location':
      return t('kind.location.plural', 'Locations')
    case 'airesource':
      return t('kind.airesource.plural', 'AI resources')
    default:
      return undefined
  }
}
