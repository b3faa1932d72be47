import { Boundary, EmptyState, Link, Loading, PageHeading, useAddress, useRead, useText } from '@callboard/web'
import { listRecords } from '../model/routes.ts'
import { AuditFilters } from './AuditFilters.tsx'
import { type AuditView, parseAuditView, recordQuery, writeAuditView } from './audit-view.ts'
import { ExportMenu } from './ExportMenu.tsx'
import { RecordTable } from './RecordTable.tsx'

/** Who did what to what, for administrators. Everything it shows is in the address. */
export function AuditPage() {
  const t = useText()
  const { shown, wanted, go: goTo } = useAddress()
  const view = parseAuditView(new URLSearchParams(shown))
  const title = t('page.records.title', 'Audit')
  return (
    <>
      <PageHeading title={title} actions={<ExportMenu view={view} />}>
        <p className="cb-muted">
          {t('audit.what', 'What people and programs changed here, who signed in, and what was denied to whom.')}
        </p>
      </PageHeading>
      <AuditFilters
        view={parseAuditView(new URLSearchParams(wanted))}
        go={(next, history) => goTo(writeAuditView(next), history)}
      />
      <Boundary title={title} loading={<Loading lines={10} />} resetOn={shown}>
        <div aria-busy={shown !== wanted}>
          <Records view={view} />
        </div>
      </Boundary>
    </>
  )
}

function Records({ view }: { view: AuditView }) {
  const t = useText()
  const { cursor } = view
  const { items, nextCursor } = useRead(listRecords, { query: { ...recordQuery(view), ...(cursor && { cursor }) } })
  const linkTo = (next: AuditView) => `?${writeAuditView(next)}`
  if (items.length === 0) return <NoRecords isNarrowed={writeAuditView(view).size > 0} />
  return (
    <>
      <RecordTable records={items} view={view} />
      {(cursor !== undefined || nextCursor !== undefined) && (
        <nav className="audit-pages" aria-label={t('audit.pages', 'Pages')}>
          {cursor !== undefined && (
            <Link className="cb-link" to={linkTo({ ...view, cursor: '' })}>
              {t('audit.newest', 'To the newest')}
            </Link>
          )}
          {nextCursor !== undefined && (
            <Link className="cb-link" to={linkTo({ ...view, cursor: nextCursor })}>
              {t('audit.older', 'Older')}
            </Link>
          )}
        </nav>
      )}
    </>
  )
}

function NoRecords({ isNarrowed }: { isNarrowed: boolean }) {
  const t = useText()
  if (!isNarrowed) return <EmptyState title={t('audit.nothing', 'Nothing has been recorded yet.')} icon="log" />
  return (
    <EmptyState title={t('audit.none', 'No record answers these filters.')}>
      <p>
        <Link className="cb-link" to="/administration/audit">
          {t('audit.all', 'Show all records')}
        </Link>
      </p>
    </EmptyState>
  )
}
