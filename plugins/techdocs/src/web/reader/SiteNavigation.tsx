import { Icon, Link, SafeLink, useText } from '@callboard/web'
import { type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react'
import type { DocsNavNode, DocsPage, DocsSite } from '../../model/index.ts'
import { type DocsPlace, pageHref } from '../docs-place.ts'
import { type ShownSections, sectionKey } from './use-shown-sections.ts'

/** What {@link SiteNavigation} shows. */
export interface SiteNavigationProps {
  place: DocsPlace
  site: DocsSite
  page: DocsPage | undefined
  sections: ShownSections
}

/** The pages of a site, with its sections to fold. */
export function SiteNavigation(props: SiteNavigationProps) {
  const t = useText()
  const nav = useRef<HTMLElement>(null)
  useCurrentInSight(nav, props.page?.path)
  return (
    <nav ref={nav} className="td-nav" aria-label={t('nav', 'Pages of {site}', { site: props.site.name })}>
      <Nodes {...props} nodes={props.site.nav} outer="" />
    </nav>
  )
}

interface NodesProps extends SiteNavigationProps {
  nodes: readonly DocsNavNode[]
  outer: string
}

function Nodes({ nodes, outer, ...props }: NodesProps) {
  return (
    <ul>
      {nodes.map((node, position) => (
        <li key={position}>
          {'children' in node ? <Section {...props} node={node} outer={outer} /> : <Entry {...props} node={node} />}
        </li>
      ))}
    </ul>
  )
}

function Entry({ node, place, page }: SiteNavigationProps & { node: Exclude<DocsNavNode, { children: unknown }> }) {
  if ('url' in node) return <SafeLink href={node.url}>{node.title}</SafeLink>
  return (
    <PageLink place={place} path={node.path} isCurrent={node.path === page?.path}>
      {node.title}
      {node.status && <span className="td-status">{node.status}</span>}
    </PageLink>
  )
}

type SectionNode = Extract<DocsNavNode, { children: unknown }>

function Section({ node, outer, ...props }: SiteNavigationProps & { node: SectionNode; outer: string }) {
  const t = useText()
  const key = sectionKey(outer, node.title)
  const { sections, place, page } = props
  const isOpen = sections.isOpen(key)
  return (
    <>
      <div className="td-section">
        {node.path === undefined ? (
          <button type="button" aria-expanded={isOpen} onClick={() => sections.toggle(key)}>
            <span>{node.title}</span>
            <Icon name={isOpen ? 'down' : 'next'} />
          </button>
        ) : (
          <>
            <PageLink place={place} path={node.path} isCurrent={node.path === page?.path}>
              {node.title}
            </PageLink>
            <button
              type="button"
              className="td-fold"
              aria-expanded={isOpen}
              aria-label={t('nav.section', 'Pages below {title}', { title: node.title })}
              onClick={() => sections.toggle(key)}
            >
              <Icon name={isOpen ? 'down' : 'next'} />
            </button>
          </>
        )}
      </div>
      {isOpen && <Nodes {...props} nodes={node.children} outer={key} />}
    </>
  )
}

interface PageLinkProps {
  place: DocsPlace
  path: string
  isCurrent: boolean
  children: ReactNode
}

const PageLink = ({ place, path, isCurrent, children }: PageLinkProps) => (
  <Link to={pageHref(place, path)} aria-current={isCurrent ? 'page' : undefined}>
    {children}
  </Link>
)

/** A long list shows where the person is, without moving the page. */
function useCurrentInSight(nav: RefObject<HTMLElement | null>, path: string | undefined) {
  useLayoutEffect(() => {
    const scroller = nav.current?.closest('.td-side, dialog')
    const current = nav.current?.querySelector('[aria-current]')
    if (path === undefined || !scroller || !current) return
    const { top, bottom } = current.getBoundingClientRect()
    const frame = scroller.getBoundingClientRect()
    if (top < frame.top || bottom > frame.bottom) scroller.scrollTop += top - frame.top - frame.height / 3
  }, [nav, path])
}
