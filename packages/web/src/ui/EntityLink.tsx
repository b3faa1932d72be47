import { type CompoundEntityRef, defaultNamespace, parseEntityRef } from '@callboard/model'
import { Link } from 'react-router'
import { useExtensions } from '../shell/portal.tsx'
import { Icon, type IconName, KindIcon } from './icons.tsx'

/** What an {@link EntityLink} points at. */
export interface EntityLinkProps {
  /** Canonical: `group:default/payments`. */
  entityRef: string
  /** Default: the name, with the namespace where it is not `default`. */
  title?: string | undefined
  /** Default: the icon of a built-in kind. For other kinds whoever knows theirs may give it. */
  icon?: IconName | 'hidden' | undefined
  /** Names the entity in `data-peek` for a card that whoever is around shows; otherwise a tooltip tells the ref. */
  isPeekable?: boolean
}

/** A link to an entity's page, with its kind's icon. */
export function EntityLink({ entityRef, title, icon, isPeekable = false }: EntityLinkProps) {
  const to = useEntityPath()(entityRef)
  const label = (
    <>
      {icon === undefined && <KindIcon kind={kindOf(entityRef)} />}
      {icon !== undefined && icon !== 'hidden' && <Icon name={icon} />}
      <span>{title ?? shortRef(entityRef)}</span>
    </>
  )
  if (to === undefined) return <span className="cb-entity-link">{label}</span>
  return (
    <Link
      className="cb-entity-link"
      to={to}
      title={isPeekable ? undefined : entityRef}
      data-peek={isPeekable ? entityRef : undefined}
    >
      {label}
    </Link>
  )
}

/** Gives the path of an entity's page by its ref; undefined when no installed plugin shows entities. */
export function useEntityPath(): (ref: string) => string | undefined {
  const page = useExtensions('page').find(({ extension }) => extension.subject === 'entity')?.extension
  return (ref) => {
    const parts = splitRef(ref)
    if (!page || !parts) return undefined
    return page.path
      .replace(/\/\*$/, '')
      .replace(/:(kind|namespace|name)/g, (_, part: 'kind' | 'namespace' | 'name') => encodeURIComponent(parts[part]))
  }
}

/** A ref as people say it: without its kind, and without the namespace everybody is in. */
export function shortRef(ref: string): string {
  const parts = splitRef(ref)
  if (!parts) return ref
  return parts.namespace === defaultNamespace ? parts.name : `${parts.namespace}/${parts.name}`
}

function splitRef(ref: string): Required<CompoundEntityRef> | undefined {
  try {
    return parseEntityRef(ref)
  } catch {
    // Somebody's data, and no ref: it is shown as text, without a link.
    return undefined
  }
}

const kindOf = (ref: string) => splitRef(ref)?.kind ?? ''
