import {
  Boundary,
  Button,
  EmptyState,
  EntityLink,
  Loading,
  PageHeading,
  Since,
  Tag,
  useAllowed,
  useNavigate,
  useRead,
  useSend,
  useText,
} from '@callboard/web'
import { createTask } from '../../model/permissions.ts'
import { type DriftedEntity, listDrift, startUpdate } from '../../model/routes.ts'
import { CreateTabs } from '../CreateTabs.tsx'
import './drift.css'

/** What older versions of templates have made, and the way to bring it up to date. */
export function DriftPage() {
  const t = useText()
  const title = t('page.drift.title', 'Drift')
  return (
    <>
      <PageHeading title={title}>
        <CreateTabs />
      </PageHeading>
      <p className="drift-about">
        {t(
          'drift.about',
          'What templates have made in this portal, compared with what they would make today. An update is a merge request; what people have changed stays.',
        )}
      </p>
      <Boundary title={title} loading={<Loading lines={6} />}>
        <Drifted />
      </Boundary>
    </>
  )
}

const order = { outdated: 0, unknown: 1, current: 2 } as const
const tones = { outdated: 'warning', unknown: 'plain', current: 'good' } as const

function Drifted() {
  const t = useText()
  const { items } = useRead(listDrift)
  if (items.length === 0)
    return <EmptyState title={t('drift.none', 'No template has made a repository with an entity yet.')} icon="task" />
  const sorted = items.toSorted((a, b) => order[a.state] - order[b.state] || a.entityRef.localeCompare(b.entityRef))
  return (
    <ul className="drift-list">
      {sorted.map((item) => (
        <Row key={item.entityRef} item={item} />
      ))}
    </ul>
  )
}

function Row({ item }: { item: DriftedEntity }) {
  const t = useText()
  const navigate = useNavigate()
  const allowed = useAllowed(createTask, undefined)
  const { send, state, error } = useSend(startUpdate)
  const { entityRef, templateRef, madeFrom, reason } = item
  const names = {
    outdated: t('drift.outdated', 'Outdated'),
    unknown: t('drift.unknown', 'Unknown'),
    current: t('drift.current', 'Up to date'),
  }
  const mayUpdate = item.state === 'outdated' && reason === undefined

  async function update() {
    try {
      const { id } = await send({ body: { entityRef } })
      navigate(`/create/tasks/${encodeURIComponent(id)}`)
    } catch {
      // Shown below.
    }
  }

  return (
    <li className="drift-row">
      <div className="drift-what">
        <p className="drift-line">
          <EntityLink entityRef={entityRef} />
          <Tag tone={tones[item.state]}>{names[item.state]}</Tag>
        </p>
        <p className="drift-line cb-muted">
          <EntityLink entityRef={templateRef} />
          <Since at={madeFrom.at} />
        </p>
        {reason !== undefined && <p className="cb-muted">{reason}</p>}
        {error && (
          <p role="alert" className="drift-error">
            {t('drift.failed', 'No update was opened: {reason}', { reason: error.message })}
          </p>
        )}
      </div>
      {mayUpdate && (
        <Button
          icon="refresh"
          disabledReason={
            allowed === 'no'
              ? t('drift.forbidden', 'You may not run templates.')
              : state === 'sending'
                ? t('drift.opening', 'The update is being opened.')
                : undefined
          }
          onPress={() => void update()}
        >
          {t('drift.update', 'Open an update')}
        </Button>
      )}
    </li>
  )
}
