import { Popup, useAnnounce, useCall, useText } from '@callboard/web'
import { exportRecords, giveCookie } from '../model/routes.ts'
import { type AuditView, recordQuery } from './audit-view.ts'

const formats = [
  { format: 'csv', title: 'CSV' },
  { format: 'ndjson', title: 'JSON Lines' },
] as const

/** Offers what the filters let through as a file. The browser follows a link, so that the file may be as long as it is. */
export function ExportMenu({ view }: { view: AuditView }) {
  const t = useText()
  const call = useCall()
  const announce = useAnnounce()

  async function download(format: (typeof formats)[number]['format']) {
    try {
      await call(giveCookie)
      const query = new URLSearchParams({ format })
      for (const [name, value] of Object.entries(recordQuery(view))) {
        for (const one of [value].flat()) query.append(name, String(one))
      }
      globalThis.location.assign(`/api/audit${exportRecords.path}?${query}`)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      announce(t('audit.export.failed', 'The export did not work: {reason}', { reason }))
    }
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
                  void download(format)
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
