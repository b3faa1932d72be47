import { EntityLink } from '@callboard/web'

/** Who did something, or what it was done to: a link where it is an entity. */
export function Subject({ of }: { of: string | undefined }) {
  if (of === undefined) return null
  if (/^[a-z][a-z0-9-]*:[^/:]+\/[^/]+$/i.test(of)) return <EntityLink entityRef={of} />
  return <span className="audit-subject">{of}</span>
}
