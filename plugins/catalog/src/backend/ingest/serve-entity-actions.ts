import { type CoreServices, type Credentials, rawReply } from '@callboard/kernel'
import {
  checkEnvelope,
  type Entity,
  type Problem,
  parseEntityRef,
  parseLocationRef,
  stringifyEntityRef,
} from '@callboard/model'
import { errors } from '../../model/errors.ts'
import * as allowed from '../../model/permissions.ts'
import * as routes from '../../model/routes-write.ts'
import { type DryRunOptions, dryRun } from '../locations/dry-run.ts'
import { knownTo, readsAll } from '../read/access.ts'
import type { Reader } from '../read/reader.ts'
import { isStorable } from '../read/resolve.ts'
import { isVisible } from '../read/single.ts'
import type { Ingestion } from '../start-ingestion.ts'
import { deleteEntity } from './delete-entity.ts'
import type { Engine } from './engine.ts'
import { annotationNames } from './location-annotations.ts'
import { refreshEntity } from './refresh.ts'

/** What the routes that act on entities need. */
export interface EntityActionServices extends Pick<CoreServices, 'http' | 'permissions' | 'db' | 'clock'> {
  reader: Reader
  engine: Engine
  dryRun: DryRunOptions
  replica: string
  onRemoved: Ingestion['onRemoved']
}

/** Serves refresh, delete and validate (spec/catalog.md 4.12, 4.14, 4.15). */
export function serveEntityActions(services: EntityActionServices): void {
  const { http, permissions, db, engine, reader } = services
  /** What is hidden from the caller is acted on like what does not exist. */
  const isKnown = async (ref: string, credentials: Credentials) => {
    const access = await knownTo(permissions, credentials)
    return access === readsAll || isVisible(reader, ref, access)
  }

  http.serve(routes.refresh, async ({ body, credentials }) => {
    const ref = stringifyEntityRef(parseEntityRef(body.entityRef))
    await permissions.require(credentials, allowed.catalogEntityRefresh, ref)
    if (!(await isKnown(ref, credentials))) throw errors.entityNotFound({ ref })
    await refreshEntity(ref, { db, engine })
    return rawReply({ status: 200, type: 'text/plain' })
  })
  http.serve(routes.deleteByUid, async ({ params, credentials, audited }) => {
    const uid = params.uid ?? ''
    const row = isStorable(uid)
      ? await db.get<{ ref: string }>('select ref from entity where uid = ?', [uid])
      : undefined
    if (!row || !(await isKnown(row.ref, credentials))) {
      // A uid that never was is no secret: whoever may delete anything at all gets the same answer.
      await permissions.require(credentials, allowed.catalogEntityDelete)
      return
    }
    audited({ target: row.ref, meta: { uid } })
    await permissions.require(credentials, allowed.catalogEntityDelete, row.ref)
    await deleteEntity(row.ref, services)
  })
  http.serve(routes.validate, async ({ body, credentials }) => {
    await permissions.require(credentials, allowed.catalogEntityValidate)
    const problems = await validate(body, services.dryRun)
    if (problems.length === 0) return rawReply({ status: 200, type: 'text/plain' })
    // The field's clients show the message alone, so it says what to do too.
    const list = problems.map(({ message, hint, ...rest }) => ({
      name: 'InputError',
      message: hint ? `${message} ${hint}` : message,
      ...rest,
    }))
    return rawReply({ status: 400, body: JSON.stringify({ errors: list }) })
  })
}

async function validate(body: unknown, options: DryRunOptions): Promise<Problem[]> {
  const { entity, location } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  if (entity === undefined || typeof location !== 'string') {
    return [refusal('The body needs an entity and a location such as "url:https://example.com/catalog-info.yaml".')]
  }
  try {
    const { type } = parseLocationRef(location)
    if (type !== 'url') return [refusal(`Only url locations can be validated, not "${type}".`)]
  } catch (error) {
    return [refusal(error instanceof Error ? error.message : String(error))]
  }
  const wrong = checkEnvelope(entity)
  if (wrong.length > 0) return wrong
  // checkEnvelope established the shape that every entity has.
  const given = entity as Entity
  const annotations = {
    [annotationNames.location]: location,
    [annotationNames.originLocation]: location,
    ...given.metadata.annotations,
  }
  const located = { ...given, metadata: { ...given.metadata, annotations } }
  const { problems } = await dryRun(located, options)
  return problems.filter((problem) => problem.level === 'error')
}

const refusal = (message: string): Problem => ({ code: 'catalog/invalid-validation', level: 'error', message })
