import { Button, Card, useAnnounce, useText } from '@callboard/web'
import { stringify } from 'yaml'

/** For a repository that describes nothing yet: a description to start from. */
export function Proposal({ entity }: { entity: unknown }) {
  const t = useText()
  const announce = useAnnounce()
  const text = stringify(entity)

  async function copy() {
    try {
      await navigator.clipboard.writeText(text)
      announce(t('import.copied', 'The description is on the clipboard.'))
    } catch {
      announce(t('import.not-copied', 'The browser did not allow copying; select the text instead.'))
    }
  }

  return (
    <Card
      title={t('import.nothing', 'No catalog-info.yaml was found here')}
      aside={<Button onPress={() => void copy()}>{t('import.copy', 'Copy')}</Button>}
    >
      <p>
        {t(
          'import.propose',
          'Put this into a file catalog-info.yaml of the repository, with your team as spec.owner, and look at it again.',
        )}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className="cat-import-yaml" tabIndex={0}>
        {text}
      </pre>
    </Card>
  )
}
