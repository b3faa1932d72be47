import { Icon, useDraftText, useText } from '@callboard/web'

/** What a {@link TextFilter} edits. */
export interface TextFilterProps {
  text: string
  onChange: (text: string) => void
}

/** The text that names, titles, descriptions and tags are searched for. */
export function TextFilter({ text, onChange }: TextFilterProps) {
  const t = useText()
  const [draft, setDraft] = useDraftText(text, onChange)
  return (
    <div className="cat-text">
      <Icon name="search" />
      <input
        type="search"
        value={draft}
        aria-label={t('list.text', 'Filter by text')}
        placeholder={t('list.text.placeholder', 'Name, title, description or tag')}
        onChange={(event) => setDraft(event.target.value)}
      />
    </div>
  )
}
