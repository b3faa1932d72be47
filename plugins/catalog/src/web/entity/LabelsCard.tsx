import { type EntityCardProps, Facts } from '@callboard/web'

/** The entity's labels. */
export const LabelsCard = ({ entity }: EntityCardProps) => (
  <Facts
    facts={Object.entries(entity.metadata.labels ?? {}).map(([name, value]) => [name, <code key={name}>{value}</code>])}
  />
)
