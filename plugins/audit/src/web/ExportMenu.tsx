import { Popup, useAnnounce, useDownload, useText } from '@callboard/web'
import { exportRecords } from '../model/routes.ts'
import { type AuditView, recordQuery } from './audit-view.ts'

const formats = [
  { format: 'csv', title: 'CSV' },
  { format: 'ndjson', title: 'JSON Lines' },
] as const

/** Offers what the filters let through as a file. */
export function ExportMenu({ view }: { view: AuditView }) {
  const t = useText()
  const download = useDownload()
  const announce = useAnnounce()

  function save(format: (typeof formats)[number]['format']) {
    const name = `audit-${new Date().toISOString().slice(0, 10)}.${format}`
    download(name, exportRecords, { query: { ...recordQuery(view), format } }).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error)
      announce(t('audit.export.failed', 'The export did not work: {reason}', { reason }))
    })
  }

  return (
    <Popup label={t('audit.export', 'Export')} icon="download">
      {(close) => (
        <ul className="cb-menu">
          {formats.map(({ format, title }) => (
            <li key={format}>
              <button
                type="button"
                onClick={() => {
                  close()
                  save(format)
                }}
              >
                {title}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Popup>
  )
}
