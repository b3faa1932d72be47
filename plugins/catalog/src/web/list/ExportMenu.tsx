import { Button, Popup, useLanguageTag, useText } from '@callboard/web'
import type { ExportFormat } from './export-entities.ts'
import type { Export } from './use-export.ts'

const formats: readonly { format: ExportFormat; title: string }[] = [
  { format: 'csv', title: 'CSV' },
  { format: 'json', title: 'JSON' },
]

/** Offers the formats of an export. */
export function ExportMenu({ label, onFormat }: { label: string; onFormat: (format: ExportFormat) => void }) {
  return (
    <Popup label={label} icon="download">
      {(close) => (
        <ul className="cb-menu">
          {formats.map(({ format, title }) => (
            <li key={format}>
              <button
                type="button"
                onClick={() => {
                  close()
                  onFormat(format)
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

/** How far an export got, and the way to end it. */
export function ExportProgress({ progress, cancel }: Export) {
  const t = useText()
  const language = useLanguageTag()
  if (!progress) return null
  const number = new Intl.NumberFormat(language)
  const { done, total } = progress
  const told = t('export.progress', 'Exported {done} of {total}.', {
    done: number.format(done),
    total: total === 0 ? '…' : number.format(total),
  })
  return (
    <div className="cat-bar">
      <progress aria-label={t('export', 'Export')} max={total || 1} value={done} />
      <span>{told}</span>
      <Button look="quiet" icon="close" onPress={cancel}>
        {t('export.cancel', 'Cancel the export')}
      </Button>
    </div>
  )
}
