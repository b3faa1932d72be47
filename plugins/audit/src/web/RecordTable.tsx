import { IconButton, Tag, useLanguageTag, useText } from '@callboard/web'
import { Fragment, useState } from 'react'
import type { StoredRecordValue } from '../model/routes.ts'
import type { AuditView } from './audit-view.ts'
import { outcomeName, outcomeTone } from './outcome-name.ts'
import { RecordDetails } from './RecordDetails.tsx'
import { Subject } from './Subject.tsx'

/** Records, one a row; each opens to all that is known of it. */
export function RecordTable({ records, view }: { records: readonly StoredRecordValue[]; view: AuditView }) {
  const t = useText()
  const tag = useLanguageTag()
  const [openId, setOpenId] = useState<string>()
  const time = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'medium' })
  return (
    <table className="audit-table">
      <caption className="cb-visually-hidden">{t('audit.caption', 'Records, newest first')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('audit.when', 'When')}</th>
          <th scope="col">{t('audit.who', 'Who')}</th>
          <th scope="col">{t('audit.event', 'Event')}</th>
          <th scope="col">{t('audit.target', 'To what')}</th>
          <th scope="col">{t('audit.outcome', 'Outcome')}</th>
          <th scope="col">
            <span className="cb-visually-hidden">{t('audit.details', 'Details')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {records.map((record) => {
          const isOpen = record.id === openId
          return (
            <Fragment key={record.id}>
              <tr className="audit-row" data-open={isOpen}>
                <td className="audit-when">
                  <time dateTime={record.at}>{time.format(new Date(record.at))}</time>
                </td>
                <td className="audit-who">
                  <Subject of={record.actorId ?? record.ip} />
                </td>
                <td className="audit-event">
                  {record.eventId} <span className="cb-muted">{record.pluginId}</span>
                </td>
                <td className="audit-what">
                  <Subject of={record.target} />
                </td>
                <td className="audit-outcome">
                  <Tag tone={outcomeTone[record.outcome]}>{outcomeName(record.outcome, t)}</Tag>
                </td>
                <td className="audit-toggle">
                  <IconButton
                    icon={isOpen ? 'up' : 'down'}
                    label={
                      isOpen
                        ? t('audit.close', 'Close {event}', { event: record.eventId })
                        : t('audit.open', 'Details of {event}', { event: record.eventId })
                    }
                    onPress={() => setOpenId(isOpen ? undefined : record.id)}
                  />
                </td>
              </tr>
              {isOpen && (
                <tr className="audit-details">
                  <td colSpan={6}>
                    <RecordDetails record={record} view={view} />
                  </td>
                </tr>
              )}
            </Fragment>
          )
        })}
      </tbody>
    </table>
  )
}
