import { Tag, useText } from '@callboard/web'
import { sayCondition } from '../model/condition.ts'
import type { Grant } from '../model/role.ts'

/** What a grant allows or denies, in a line. */
export function GrantWords({ grant }: { grant: Grant }) {
  const t = useText()
  const { permission, resourceType, action, effect, if: condition } = grant
  const isAll = (permission === undefined || permission === '*') && resourceType === undefined && action === undefined
  return (
    <span className="perm-grant">
      {effect === 'deny' ? (
        <Tag tone="bad">{t('grant.deny', 'Denies')}</Tag>
      ) : (
        <Tag tone="good">{t('grant.allow', 'Allows')}</Tag>
      )}
      {isAll && t('grant.everything', 'everything')}
      {!isAll && permission !== undefined && <code>{permission}</code>}
      {action !== undefined && permission === undefined && (
        <span>
          {t('grant.action', 'to')} <code>{action}</code>
        </span>
      )}
      {resourceType !== undefined && <code>{resourceType}</code>}
      {condition && (
        <span className="perm-condition">
          {t('grant.if', 'where')} <code>{sayCondition(condition)}</code>
        </span>
      )}
    </span>
  )
}
