import {
  Card,
  EmptyState,
  ExtensionBoundary,
  type HomeWidget,
  Link,
  PageHeading,
  type Placed,
  SafeLink,
  useAppConfig,
  useExtensions,
  useText,
  useTextOf,
} from '@callboard/web'
import { arrangeWidgets } from './arrange-widgets.ts'

/** Where people come in: what the installed plugins have for them. */
export function HomePage() {
  const t = useText()
  const config = useAppConfig()
  const widgets = useExtensions('home-widget')
  const { main, aside } = arrangeWidgets(widgets, {
    main: config.get('app.home.main'),
    aside: config.get('app.home.aside'),
  })
  return (
    <>
      <PageHeading title={t('title', 'Home')} />
      {main.length + aside.length === 0 ? (
        <EmptyState title={t('empty', 'No installed plugin has something for this page.')} />
      ) : (
        <div className="home-columns">
          <Column widgets={main} />
          {aside.length > 0 && <Column widgets={aside} />}
        </div>
      )}
    </>
  )
}

const Column = ({ widgets }: { widgets: readonly Placed<HomeWidget>[] }) => (
  <div className="home-column">
    {widgets.map((widget) => (
      <Widget key={widget.key} widget={widget} />
    ))}
  </div>
)

function Widget({ widget: { key, pluginId, extension } }: { widget: Placed<HomeWidget> }) {
  const title = useTextOf(pluginId)(`home-widget.${extension.id}.title`, extension.title)
  const Content = extension.component
  return (
    <Card title={title}>
      <ExtensionBoundary pluginId={pluginId} extensionKey={key} title={title}>
        <Content />
      </ExtensionBoundary>
    </Card>
  )
}

interface QuickLink {
  title: string
  url: string
  description?: string
}

/** The links of `app.home.links`. */
export function QuickLinks() {
  const t = useText()
  const links = useAppConfig().get('app.home.links')
  // The server has checked the list against the schema of `app.home`.
  const shown = Array.isArray(links) ? (links as QuickLink[]) : []
  if (shown.length === 0) {
    return <p className="cb-muted">{t('links.none', 'Nobody has put links into app.home.links yet.')}</p>
  }
  return (
    <ul className="home-links">
      {shown.map(({ title, url, description }) => (
        <li key={`${url} ${title}`}>
          {url.startsWith('/') ? (
            <Link className="cb-link" to={url}>
              {title}
            </Link>
          ) : (
            <SafeLink href={url}>{title}</SafeLink>
          )}
          {description && <p className="cb-muted">{description}</p>}
        </li>
      ))}
    </ul>
  )
}
