import { ActionButton, defineAction, EntityLink, Facts, PageHeading, Since, useRead, useText } from '@callboard/web'
import { localPagePath, localPages } from '../model/local-address.ts'
import { mergeRequests } from '../model/permissions.ts'
import { mergeMergeRequest, readMergeRequest } from '../model/routes.ts'
import { DiffView } from './DiffView.tsx'
import { StateTag } from './MergeRequestList.tsx'

interface Subject {
  owner: string
  name: string
  number: number
  target: string
}

const merge = defineAction<Subject>({
  id: 'git.merge',
  label: 'Merge',
  icon: 'approve',
  allow: mergeRequests,
  run: ({ owner, name, number }, { send }) => send(mergeMergeRequest, { params: { owner, name, number } }),
  done: ({ target }, t) => t('request.done', 'The change is on the branch {target}.', { target }),
})

/** What somebody asks to be merged, with every line. */
export function MergeRequestView({ owner, name, number }: { owner: string; name: string; number: number }) {
  const t = useText()
  const request = useRead(readMergeRequest, { params: { owner, name, number } })
  const root = localPagePath({ owner, name, path: '' })
  const { title, description, source, target, state, changes } = request
  return (
    <>
      <PageHeading
        title={title}
        trail={[
          { title: t('page.repositories.title', 'Repositories'), to: localPages },
          { title: `${owner}/${name}`, to: `${root}/merge-requests` },
        ]}
        actions={
          state === 'open' && <ActionButton action={merge} subject={{ owner, name, number, target }} look="primary" />
        }
      >
        {description && <p className="git-description">{description}</p>}
      </PageHeading>
      <Facts
        facts={[
          [t('request.state', 'State'), <StateTag key="state" state={state} />],
          [t('request.from', 'From'), <code key="from">{source}</code>],
          [t('request.to', 'To'), <code key="to">{target}</code>],
          [t('request.asked', 'Asked for'), <By key="asked" at={request.createdAt} by={request.createdBy} />],
          [
            t('request.merged', 'Merged'),
            request.mergedAt && <By key="merged" at={request.mergedAt} by={request.mergedBy} />,
          ],
        ]}
      />
      <DiffView changes={changes} />
    </>
  )
}

function By({ at, by }: { at: string; by: string | undefined }) {
  return (
    <span>
      <Since at={at} />
      {by && (
        <>
          {' · '}
          <EntityLink entityRef={by} />
        </>
      )}
    </span>
  )
}
