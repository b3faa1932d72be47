import { Button, IconPopup, Link, Popup, useText } from '@callboard/web'
import type { DocsSite } from '../../model/index.ts'
import { type AddonSurroundings, Addons } from '../addons/Addons.tsx'
import { type DocsPlace, pageHref } from '../docs-place.ts'
import { SiteSearch } from './SiteSearch.tsx'

/** What {@link SiteTools} work on. */
export interface SiteToolsProps {
  place: DocsPlace
  site: DocsSite
  addons: AddonSurroundings
}

/** Search, versions, and how the page is shown. */
export function SiteTools({ place, site, addons }: SiteToolsProps) {
  const t = useText()
  const path = addons.page?.path ?? ''
  return (
    <div className="td-tools">
      <SiteSearch place={place} site={site} />
      {site.versions.length > 0 && (
        <Popup label={place.version ?? t('version.current', 'Newest')} icon="recent">
          {(close) => (
            <ul className="cb-menu">
              {[undefined, ...site.versions].map((version) => (
                <li key={version ?? ''}>
                  <Link
                    to={pageHref({ ...place, version }, path)}
                    aria-current={version === place.version ? 'true' : undefined}
                    onClick={close}
                  >
                    {version ?? t('version.current', 'Newest')}
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </Popup>
      )}
      <Addons location="header" {...addons} />
      <IconPopup icon="settings" label={t('settings', 'How pages are shown')}>
        {(close) => (
          <div className="td-settings">
            <Addons location="settings" {...addons} />
            <ul className="cb-menu">
              <li>
                <Button
                  icon="download"
                  look="quiet"
                  onPress={() => {
                    close()
                    globalThis.print()
                  }}
                >
                  {t('print', 'Print, or save as PDF')}
                </Button>
              </li>
              <li>
                <Link to={`${pageHref(place, path)}${place.version === undefined ? '?' : '&'}problems`} onClick={close}>
                  {t('problems.open', '{count, plural, =0 {No problems found} one {# problem} other {# problems}}', {
                    count: site.problemCount,
                  })}
                </Link>
              </li>
            </ul>
          </div>
        )}
      </IconPopup>
    </div>
  )
}
