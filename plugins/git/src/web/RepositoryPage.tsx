import {
  Boundary,
  IconButton,
  Link,
  Loading,
  PageHeading,
  useAnnounce,
  useLocation,
  useParams,
  useRead,
  useText,
} from '@callboard/web'
import { localPagePath, localPages, parseLocalPath } from '../model/local-address.ts'
import { readRepository } from '../model/routes.ts'
import { ContentView } from './ContentView.tsx'
import { MergeRequestList } from './MergeRequestList.tsx'
import { MergeRequestView } from './MergeRequestView.tsx'

/** One repository: its files, its merge requests, or one of these. The address says which. */
export function RepositoryPage() {
  const { owner = '', name = '', '*': rest = '' } = useParams()
  const { pathname } = useLocation()
  const t = useText()
  const request = /^merge-requests(?:\/(\d+))?\/?$/.exec(rest)
  const number = request?.[1]
  const root = localPagePath({ owner, name, path: '' })
  const trail = [{ title: t('page.repositories.title', 'Repositories'), to: localPages }]
  if (number !== undefined)
    return (
      <Boundary title={`${owner}/${name}`} loading={<Loading lines={8} />} resetOn={pathname}>
        <MergeRequestView owner={owner} name={name} number={Number(number)} />
      </Boundary>
    )
  return (
    <Boundary title={`${owner}/${name}`} loading={<Loading lines={8} />} resetOn={pathname}>
      <PageHeading title={`${owner}/${name}`} trail={trail}>
        <Above owner={owner} name={name} />
      </PageHeading>
      <nav className="git-tabs" aria-label={t('repository.parts', 'Parts of the repository')}>
        <Link to={root} aria-current={request ? undefined : 'page'}>
          {t('repository.files', 'Files')}
        </Link>
        <Link to={`${root}/merge-requests`} aria-current={request ? 'page' : undefined}>
          {t('repository.merge-requests', 'Merge requests')} <OpenCount owner={owner} name={name} />
        </Link>
      </nav>
      {request ? (
        <MergeRequestList owner={owner} name={name} />
      ) : (
        <ContentView address={parseLocalPath(pathname) ?? { owner, name, path: '' }} />
      )}
    </Boundary>
  )
}

function Above({ owner, name }: { owner: string; name: string }) {
  const { description, cloneUrl } = useRead(readRepository, { params: { owner, name } })
  return (
    <>
      {description && <p className="cb-muted">{description}</p>}
      {cloneUrl && <Clone command={`git clone ${cloneUrl}`} />}
    </>
  )
}

function Clone({ command }: { command: string }) {
  const t = useText()
  const announce = useAnnounce()
  const copy = async () => {
    await navigator.clipboard.writeText(command)
    announce(t('clone.copied', 'The command is in the clipboard.'))
  }
  return (
    <p className="git-clone">
      <code>{command}</code>
      <IconButton icon="copy" label={t('clone.copy', 'Copy the command')} onPress={() => void copy()} />
    </p>
  )
}

function OpenCount({ owner, name }: { owner: string; name: string }) {
  const { mergeRequests } = useRead(readRepository, { params: { owner, name } })
  const open = mergeRequests.filter(({ state }) => state === 'open').length
  return open > 0 ? <span className="git-count">{open}</span> : null
}
