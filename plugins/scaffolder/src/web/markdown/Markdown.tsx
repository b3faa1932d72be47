import { SafeLink } from '@callboard/web'
import MarkdownToJsx from 'markdown-to-jsx/react'
import type { ReactNode } from 'react'
import './markdown.css'

/** Text that templates, approvals and actions bring with them. HTML in it is shown as text; images become their words. */
export function Markdown({ children }: { children: string }) {
  return (
    <div className="create-markdown">
      <MarkdownToJsx options={options}>{children}</MarkdownToJsx>
    </div>
  )
}

const heading = {
  component: ({ children }: { children?: ReactNode }) => <p className="create-markdown-heading">{children}</p>,
}

const options = {
  disableParsingRawHTML: true,
  forceBlock: true,
  overrides: {
    a: {
      component: ({ href = '', children }: { href?: string; children?: ReactNode }) => (
        <SafeLink href={href}>{children}</SafeLink>
      ),
    },
    // An image would be fetched from wherever a template says.
    img: { component: ({ alt }: { alt?: string }) => <>{alt}</> },
    // The page's own outline goes on: what a text calls a heading is none of the page.
    h1: heading,
    h2: heading,
    h3: heading,
    h4: heading,
    h5: heading,
    h6: heading,
  },
}
