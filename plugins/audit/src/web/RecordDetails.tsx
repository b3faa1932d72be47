import { type Fact, Facts, Link, useText } from '@callboard/web'
import type { StoredRecordValue } from '../model/routes.ts'
import { type AuditView, narrowed, writeAuditView } from './audit-view.ts'
import { Subject } from './Subject.tsx'

/** All that is known of a record, and the ways to others like it. */
export function RecordDetails({ record, view }: { record: StoredRecordValue; view: AuditView }) {
  const t = useText()
  const { actorId, target, requestId, request, error, meta, onBehalfBy } = record
  const facts: Fact[] = [
    [t('audit.exactly', 'Exactly'), record.at],
    [t('audit.on-behalf', 'Through'), onBehalfBy && <Subject of={onBehalfBy} />],
    [t('audit.error', 'Reason'), error && `${error.name}: ${error.message}`],
    [t('audit.request', 'Request'), request && `${request.method} ${request.url}`],
    [t('audit.request-id', 'Request id'), requestId],
    [t('audit.ip', 'Address'), record.ip],
    [t('audit.user-agent', 'Program'), record.userAgent],
    [t('audit.severity', 'Severity'), severityName(record.severityLevel, t)],
    [t('audit.meta', 'Also recorded'), meta && <pre className="audit-meta">{JSON.stringify(meta, null, 2)}</pre>],
  ]
  const others = [
    [t('audit.same-actor', 'All of this person or program'), actorId && { actor: actorId }],
    [t('audit.same-target', 'All about this'), target && { target }],
    [t('audit.same-event', 'All such events'), { event: record.eventId, plugin: record.pluginId }],
    [t('audit.same-request', 'All of this request'), requestId && { request: requestId }],
  ] as const
  return (
    <div className="audit-more">
      <Facts facts={facts} />
      <ul className="audit-others">
        {others.map(
          ([title, change]) =>
            change && (
              <li key={title}>
                <Link className="cb-link" to={`?${writeAuditView(narrowed(view, change))}`}>
                  {title}
                </Link>
              </li>
            ),
        )}
      </ul>
    </div>
  )
}

function severityName(severity: StoredRecordValue['severityLevel'], t: ReturnType<typeof useText>): string {
  if (severity === 'low') return t('audit.low', 'Low')
  if (severity === 'medium') return t('audit.medium', 'Medium')
  return severity === 'high' ? t('audit.high', 'High') : t('audit.critical', 'Critical')
}
