import { Navigate, Route, Routes, useLocation, useParams } from 'react-router'
import { useRememberedEntity } from '../data/recent-entities.ts'
import type { Placed } from '../plugin/arrange-extensions.ts'
import { Boundary, ExtensionBoundary } from '../plugin/ExtensionBoundary.tsx'
import type { Page } from '../plugin/extensions.ts'
import { onDemand } from '../plugin/on-demand.ts'
import { useShellText, useTextOf } from '../text/use-text.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Loading } from '../ui/Loading.tsx'
import { PageHeading } from '../ui/PageHeading.tsx'
import { NotFoundPage } from './NotFoundPage.tsx'
import { useExtensions } from './portal.tsx'

const SettingsPage = onDemand(() => import('../settings/SettingsPage.tsx').then((module) => module.SettingsPage))

/** The page that the address asks for. */
export function Pages() {
  const t = useShellText()
  const pages = useExtensions('page')
  const { pathname } = useLocation()
  return (
    // The last resort: what fails outside of every page’s own boundary leaves at least the navigation.
    <Boundary title={t('page', 'This page')} loading={<Loading lines={8} />} resetOn={pathname}>
      <Routes>
        {!pages.some(({ extension }) => extension.path === '/') && <Route index element={<Entrance />} />}
        {pages.map((page) => (
          <Route key={page.key} path={page.extension.path} element={<PageOf page={page} />} />
        ))}
        <Route path="/settings" element={<SettingsPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </Boundary>
  )
}

function PageOf({ page }: { page: Placed<Page> }) {
  const { extension, pluginId, key } = page
  const t = useTextOf(pluginId)
  const title = t(`page.${extension.id}.title`, extension.title)
  const Content = extension.component
  const { kind, namespace, name } = useParams()
  useRememberedEntity(
    extension.subject === 'entity' && kind && namespace && name ? { kind, namespace, name } : undefined,
  )
  return (
    // The key: another page starts afresh, even after the one before has failed.
    <div className="cb-page" key={key}>
      {extension.heading !== 'own' && <PageHeading title={title} />}
      <ExtensionBoundary
        pluginId={pluginId}
        extensionKey={key}
        title={title}
        loading={<Loading lines={8} />}
        heading={extension.heading === 'own' && <PageHeading title={title} />}
      >
        <Content />
      </ExtensionBoundary>
    </div>
  )
}

/** `/` leads to the first page of the sidebar, so that its order also decides where people come in. */
function Entrance() {
  const t = useShellText()
  const first = useExtensions('nav-item').find(({ extension }) => extension.to.startsWith('/'))
  if (first && first.extension.to !== '/') return <Navigate to={first.extension.to} replace />
  return (
    <div className="cb-page">
      <PageHeading title={t('entrance.title', 'Welcome')} />
      <EmptyState title={t('entrance.empty', 'No installed plugin has a page yet.')} icon="plugin">
        <p className="cb-muted">
          {t('entrance.hint', 'Install one and list it in the config of this portal under "plugins", then restart it.')}
        </p>
      </EmptyState>
    </div>
  )
}
