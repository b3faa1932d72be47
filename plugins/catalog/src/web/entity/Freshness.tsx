import { parseEntityRef } from '@callboard/model'
import { type EntityWithRef, useLanguageTag, useRead, useText, useTry } from '@callboard/web'
import { useEffect, useState } from 'react'
import { listSources, timeline } from '../../model/routes-insight.ts'
import { entityAncestry } from '../../model/routes-read.ts'
import { sourceOf } from './entity-source.ts'

/** When the entity's source was last read; where nobody can say, when the entity last changed. */
export function Freshness({ entity }: { entity: EntityWithRef }) {
  const { kind, namespace, name } = parseEntityRef(entity.ref)
  // Where the person may not see what the entity was read by, its last change is what can be said.
  const asked = useTry(entityAncestry, { params: { kind, namespace, name } })
  const parent = asked.state === 'answered' ? asked.reply.items[0]?.parentEntityRefs[0] : undefined
  return parent === undefined ? <LastChange entity={entity} /> : <LastRead entity={entity} parent={parent} />
}

function LastRead({ entity, parent }: { entity: EntityWithRef; parent: string }) {
  const t = useText()
  const { items } = useRead(listSources, { query: { ownerRef: parent, limit: 1000 } })
  const location = entity.metadata.annotations?.['backstage.io/managed-by-location']
  const source = items.find(({ name }) => name === location) ?? items.find(({ name }) => isLike(location, name))
  const ago = useAgo(source?.lastReadAt)
  if (ago === undefined) return <LastChange entity={entity} />
  return t('entity.read', 'Read {ago} from {file}', { ago, file: shortFile(sourceOf(entity).file ?? '') })
}

function LastChange({ entity }: { entity: EntityWithRef }) {
  const t = useText()
  const { kind, namespace, name } = parseEntityRef(entity.ref)
  const asked = useTry(timeline, { params: { kind, namespace, name } })
  const ago = useAgo(asked.state === 'answered' ? asked.reply.items[0]?.at : undefined)
  return ago === undefined ? null : t('entity.changed', 'Changed {ago}', { ago })
}

/** Whether a location is one of those that a source with wildcards reads. */
function isLike(location: string | undefined, name: string): boolean {
  if (location === undefined || !name.includes('*')) return false
  const parts = name.split(/\*+/).map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(location)
}

/** The end of a long path says more than its beginning. */
const shortFile = (file: string) => (file.length > 60 ? `…/${file.split('/').slice(-2).join('/')}` : file)

const tickMs = 10_000

/** How long ago an instant was, in words that keep up with the clock. */
function useAgo(instant: string | undefined): string | undefined {
  const language = useLanguageTag()
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), tickMs)
    return () => clearInterval(timer)
  }, [])
  if (instant === undefined) return undefined
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(instant)) / 1000))
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'always', style: 'long' })
  if (seconds < 60) return format.format(-seconds, 'second')
  if (seconds < 3600) return format.format(-Math.round(seconds / 60), 'minute')
  if (seconds < 86_400) return format.format(-Math.round(seconds / 3600), 'hour')
  return format.format(-Math.round(seconds / 86_400), 'day')
}
