import type { Static } from '@callboard/model'
import { Card, EntityLink, Facts, Link, Tag, useText, useTry } from '@callboard/web'
import { shortRole } from '../../model/role-ref.ts'
import { type Explanation, simulate } from '../../model/routes.ts'
import { GrantWords } from '../GrantWords.tsx'
import { rolePath } from '../role-names.ts'
import { SourceName } from '../SourceName.tsx'

/** What is asked. */
export interface Question {
  userEntityRef: string
  permission: string
  ownershipEntityRefs?: string[]
  resourceRef?: string
}

type Answer = Static<typeof Explanation>

/** The answer, and what it rests on. */
export function Verdict({ question }: { question: Question }) {
  const t = useText()
  const tried = useTry(simulate, { body: question })
  if (tried.state === 'refused') {
    const { message, hint } = tried.error
    return (
      <p className="perm-problem" role="alert">
        {message} {hint}
      </p>
    )
  }
  const { reply } = tried
  const { user, roles, matches, resource, fences } = reply
  return (
    <>
      <p className="perm-verdict">
        <Result result={reply.result} /> {reply.reason}
      </p>
      <Facts
        facts={[
          [t('verdict.user', 'Person'), <EntityLink key="user" entityRef={user.userEntityRef} />],
          [t('verdict.owns', 'Counts as'), <Refs key="owns" refs={user.ownershipEntityRefs} />],
          [
            t('verdict.from', 'These come from'),
            {
              given: t('verdict.given', 'your question'),
              'sign-in': t('verdict.sign-in', 'the last sign-in'),
              catalog: t('verdict.catalog', 'the catalog'),
            }[user.from],
          ],
          [
            t('verdict.roles', 'Roles'),
            roles.length === 0 ? (
              t('verdict.roles.none', 'none')
            ) : (
              <ul className="perm-inline" key="roles">
                {roles.map((role) => (
                  <li key={role}>
                    <Link className="cb-link" to={rolePath(role)}>
                      {shortRole(role)}
                    </Link>
                  </li>
                ))}
              </ul>
            ),
          ],
          [t('verdict.fences', 'Fences'), fences.length > 0 ? fences.join(', ') : undefined],
        ]}
      />
      {matches.length > 0 && (
        <Card title={t('verdict.matches', 'Grants that fit')}>
          <ul className="perm-lines">
            {matches.map(({ role, grant, outcome }) => (
              <li
                key={`${role} ${JSON.stringify(grant)}`}
                className={outcome === 'overruled' ? 'perm-overruled' : undefined}
              >
                <span className="perm-grant">
                  <GrantWords grant={grant} />
                  <span className="cb-muted">{shortRole(role)}</span>
                  {outcome === 'overruled' && <Tag>{t('verdict.overruled', 'Overruled')}</Tag>}
                </span>
                <SourceName source={grant.source} />
              </li>
            ))}
          </ul>
        </Card>
      )}
      {resource && <Conditions resource={resource} />}
    </>
  )
}

function Result({ result }: { result: Answer['result'] }) {
  const t = useText()
  if (result === 'ALLOW') return <Tag tone="good">{t('verdict.allow', 'Yes')}</Tag>
  if (result === 'DENY') return <Tag tone="bad">{t('verdict.deny', 'No')}</Tag>
  return <Tag tone="warning">{t('verdict.conditional', 'It depends on the thing')}</Tag>
}

function Refs({ refs }: { refs: readonly string[] }) {
  return (
    <ul className="perm-inline">
      {refs.map((ref) => (
        <li key={ref}>
          <code>{ref}</code>
        </li>
      ))}
    </ul>
  )
}

function Conditions({ resource: { ref, state, rules } }: { resource: NonNullable<Answer['resource']> }) {
  const t = useText()
  return (
    <Card title={t('verdict.conditions', 'Conditions')}>
      <p className="perm-thing">
        <EntityLink entityRef={ref} />
        {state === 'missing' && t('verdict.missing', 'does not exist, so no condition holds.')}
        {state === 'meets' && t('verdict.meets', 'meets them.')}
        {state === 'fails' && t('verdict.fails', 'does not meet them.')}
      </p>
      <ul className="perm-lines">
        {rules.map(({ rule, params, holds }, place) => (
          <li key={place}>
            <span>
              {holds ? (
                <Tag tone="good">{t('verdict.holds', 'Holds')}</Tag>
              ) : (
                <Tag tone="bad">{t('verdict.holds-not', 'Does not hold')}</Tag>
              )}{' '}
              <code>{rule}</code> {params !== undefined && <code>{JSON.stringify(params)}</code>}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
