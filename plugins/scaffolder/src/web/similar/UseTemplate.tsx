import { type EntityCardProps, Link, useText } from '@callboard/web'
import { wizardPath } from '../gallery/wizard-path.ts'

/** Leads from a template's page to its form. */
export function UseTemplate({ entity }: EntityCardProps) {
  const t = useText()
  return (
    <Link className="cb-button cb-button-primary" to={wizardPath(entity)}>
      {t('similar.use', 'Use this template')}
    </Link>
  )
}
