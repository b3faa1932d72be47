import { IconButton, useAnnounce, useText } from '@callboard/web'

/** What a {@link CodeBlock} shows. */
export interface CodeBlockProps {
  code: string
  /** What it is, for whoever copies it by its button's name. */
  title: string
}

/** Code as it is written, with a button that copies it. */
export function CodeBlock({ code, title }: CodeBlockProps) {
  const t = useText()
  const announce = useAnnounce()
  function copy() {
    navigator.clipboard.writeText(code).then(
      () => announce(t('code.copied', 'Copied.')),
      () => announce(t('code.not-copied', 'The browser does not let this page copy: select the text instead.')),
    )
  }
  return (
    <div className="docs-code">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{code.trimEnd()}</pre>
      <IconButton icon="copy" label={t('code.copy', 'Copy: {title}', { title })} onPress={copy} />
    </div>
  )
}
