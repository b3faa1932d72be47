import type { Entity } from '@callboard/model'
import { Button, EmptyState, EntityLink, KindIcon, Link, Tag, useAllowed, useText, useTry } from '@callboard/web'
import { catalogLocationCreate } from '../../model/permissions.ts'
import { addLocation } from '../../model/routes-write.ts'
import { useTargets } from '../api.ts'
import { refOf, specRef, specText, titleOf } from '../entity-names.ts'
import { Refusal } from './Refusal.tsx'

/** What registering a file would add, with the button that does it. */
export function Preview({ target, onRegister }: { target: string; onRegister: (target: string) => void }) {
  const tried = useTry(addLocation, { query: { dryRun: 'true' }, body: { type: 'url', target } })
  if (tried.state === 'refused') return <Refusal error={tried.error} />
  // The first is the Location that stands for the file itself. A dry run answers with whole entities.
  const entities = tried.reply.entities.slice(1) as unknown as Entity[]
  return (
    <Found target={target} entities={entities} isRegistered={tried.reply.exists === true} onRegister={onRegister} />
  )
}

interface FoundProps {
  target: string
  entities: readonly Entity[]
  isRegistered: boolean
  onRegister: (target: string) => void
}

function Found({ target, entities, isRegistered, onRegister }: FoundProps) {
  const t = useText()
  const known = useTargets(entities.map(refOf))
  if (entities.length === 0) {
    return (
      <EmptyState title={t('import.empty', 'This file describes no entity.')}>
        <p className="cb-muted">
          {t(
            'import.empty.hint',
            'A description has apiVersion, kind, metadata.name and spec. Add one, then look again.',
          )}
        </p>
      </EmptyState>
    )
  }
  return (
    <section className="cat-import-found">
      <header>
        <h2>
          {t('import.found', '{count, plural, one {# entity} other {# entities}} would come from here', {
            count: entities.length,
          })}
        </h2>
        <code className="cat-file">{target}</code>
      </header>
      <table className="cat-import-table" aria-label={t('import.entities', 'Entities')}>
        <thead>
          <tr>
            <th scope="col">{t('column.name', 'Name')}</th>
            <th scope="col">{t('import.kind', 'Kind')}</th>
            <th scope="col">{t('column.owner', 'Owner')}</th>
          </tr>
        </thead>
        <tbody>
          {entities.map((entity) => (
            <Row key={refOf(entity)} entity={entity} isKnown={!isRegistered && known.has(refOf(entity))} />
          ))}
        </tbody>
      </table>
      {isRegistered ? <RegisteredAlready /> : <Register onPress={() => onRegister(target)} />}
    </section>
  )
}

function Row({ entity, isKnown }: { entity: Entity; isKnown: boolean }) {
  const t = useText()
  const owner = specRef(entity, 'owner', 'group')
  const type = specText(entity, 'type')
  return (
    <tr>
      <th scope="row">
        <span className="cb-entity-link">
          <KindIcon kind={entity.kind} />
          <span>{titleOf(entity)}</span>
        </span>{' '}
        {isKnown && (
          <>
            <Tag tone="warning">{t('import.known', 'In the catalog already')}</Tag>{' '}
            <EntityLink entityRef={refOf(entity)} icon="hidden" title={t('import.known.show', 'Show it')} />
          </>
        )}
        {entity.metadata.description && <p className="cb-muted">{entity.metadata.description}</p>}
      </th>
      <td>{type ? `${entity.kind}, ${type}` : entity.kind}</td>
      <td>{owner && <EntityLink entityRef={owner} />}</td>
    </tr>
  )
}

function Register({ onPress }: { onPress: () => void }) {
  const t = useText()
  const allowed = useAllowed(catalogLocationCreate, undefined)
  return (
    <div className="cat-import-actions">
      <Button
        look="primary"
        onPress={onPress}
        disabledReason={
          allowed === 'no' ? t('import.forbidden', 'You are not allowed to register locations.') : undefined
        }
      >
        {t('import.register', 'Register')}
      </Button>
      <p className="cb-muted">{t('import.kept', 'The file stays where it is. Its changes follow by themselves.')}</p>
    </div>
  )
}

function RegisteredAlready() {
  const t = useText()
  return (
    <p className="cat-import-actions">
      <Tag tone="good">{t('import.registered', 'Registered already')}</Tag>
      <Link className="cb-link" to="/catalog/sources">
        {t('import.sources', 'See how reading it goes')}
      </Link>
    </p>
  )
}
