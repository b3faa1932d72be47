import { Link, useAllowed, useLocation, useText } from '@callboard/web'
import { createTask, manageTemplates } from '../model/permissions.ts'
import './create-tabs.css'

/** The ways between the pages about templates; each shows it below its heading. */
export function CreateTabs() {
  const t = useText()
  const { pathname } = useLocation()
  const mayEdit = useAllowed(manageTemplates, undefined) !== 'no'
  const mayRun = useAllowed(createTask, undefined) !== 'no'
  const tabs = [
    ['/create', t('tabs.templates', 'Templates')],
    ['/create/tasks', t('tabs.tasks', 'Tasks')],
    ...(mayRun ? ([['/create/drift', t('tabs.drift', 'Drift')]] as const) : []),
    ...(mayEdit ? ([['/create/edit', t('tabs.editor', 'Editor')]] as const) : []),
    ['/create/actions', t('tabs.actions', 'Actions')],
    ['/create/templating-extensions', t('tabs.expressions', 'Expressions')],
    ['/create/fields', t('tabs.fields', 'Fields')],
  ] as const
  return (
    <nav className="create-tabs" aria-label={t('tabs', 'About templates')}>
      <ul>
        {tabs.map(([to, title]) => (
          <li key={to}>
            <Link to={to} aria-current={pathname === to ? 'page' : undefined}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
