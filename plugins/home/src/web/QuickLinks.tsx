import { Link, SafeLink, useAppConfig, useText } from '@callboard/web'

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
