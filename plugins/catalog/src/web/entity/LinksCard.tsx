import { type EntityCardProps, SafeLink } from '@callboard/web'

/** The links that the entity's authors gave. */
export function LinksCard({ entity }: EntityCardProps) {
  return (
    <ul className="cat-links">
      {(entity.metadata.links ?? []).map(({ url, title }) => (
        <li key={`${url} ${title}`}>
          <SafeLink href={url}>{title || url}</SafeLink>
        </li>
      ))}
    </ul>
  )
}
