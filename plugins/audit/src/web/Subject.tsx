import { EntityLink, useText } from '@callboard/web'

/** Who did something, or what it was done to: a link where it is an entity. */
export function Subject({ of }: { of: string | undefined }) {
  const t = useText()
  if (of === undefined) return <span className="cb-muted">{t('audit.nobody', '–')}</span>
  if (/^[a-z][a-z0-9-]*:[^/:]+\/[^/]+$/i.test(of)) return <EntityLink entityRef={of} />
  return <span className="audit-subject">{of}</span>
}
