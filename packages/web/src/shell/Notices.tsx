import { useShellText } from '../text/use-text.tsx'
import { Icon } from '../ui/icons.tsx'
import { usePortal } from './portal.tsx'

/** Plugins whose web part could not be loaded: their pages are missing, and people should know why. */
export function Notices() {
  const t = useShellText()
  const { failures } = usePortal()
  if (failures.length === 0) return null
  return (
    <div className="cb-notices" role="status">
      {failures.map(({ id, reason }) => (
        <p key={id} className="cb-notice">
          <Icon name="alert" />
          <span>
            {t('plugin-failed', 'The plugin "{id}" could not be loaded, so its pages and cards are missing: {reason}', {
              id,
              reason,
            })}
          </span>
        </p>
      ))}
    </div>
  )
}
