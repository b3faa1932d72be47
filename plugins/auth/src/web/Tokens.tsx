import type { Static } from '@callboard/model'
import {
  Button,
  ConfirmDialog,
  EmptyState,
  Icon,
  Since,
  Tag,
  useAnnounce,
  useRead,
  useSend,
  useText,
} from '@callboard/web'
import { useState } from 'react'
import { listTokens, type PersonalToken, revokeToken } from '../model/routes.ts'
import { NewToken } from './NewToken.tsx'

type Token = Static<typeof PersonalToken>

/** The tokens that a person made for programs; their texts are never shown again. */
export function Tokens() {
  const t = useText()
  const { tokens } = useRead(listTokens)
  const [isMaking, setMaking] = useState(false)
  return (
    <>
      {tokens.length === 0 ? (
        <EmptyState title={t('tokens.none', 'You have made no tokens.')} icon="key">
          <p className="cb-muted">
            {t('tokens.none.why', 'A token lets a program of yours use the API of this portal in your name.')}
          </p>
        </EmptyState>
      ) : (
        <ul className="cb-list auth-rows">
          {tokens.map((token) => (
            <li key={token.id}>
              <TokenRow token={token} />
            </li>
          ))}
        </ul>
      )}
      <p className="auth-actions">
        <Button icon="create" onPress={() => setMaking(true)}>
          {t('tokens.make', 'Make a token')}
        </Button>
      </p>
      {isMaking && <NewToken onClose={() => setMaking(false)} />}
    </>
  )
}

function TokenRow({ token }: { token: Token }) {
  const t = useText()
  const announce = useAnnounce()
  const { send } = useSend(revokeToken)
  const [isAsking, setAsking] = useState(false)
  const { name } = token

  async function revoke() {
    setAsking(false)
    try {
      await send({ params: { id: token.id } })
      announce(t('tokens.revoked', 'The token {name} no longer works.', { name }))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      announce(t('tokens.not-revoked', 'The token {name} still works: {reason}', { name, reason }))
    }
  }

  return (
    <div className="auth-row">
      <Icon name="key" />
      <div>
        <p>
          {name}{' '}
          {token.scopes.map((scope) => (
            <Tag key={scope}>{scope}</Tag>
          ))}
        </p>
        <p className="cb-muted">
          {t('tokens.made', 'Made')} <Since at={token.createdAt} />
          {' · '}
          {token.lastUsedAt === undefined ? (
            t('tokens.unused', 'Never used')
          ) : (
            <>
              {t('tokens.used', 'Last used')} <Since at={token.lastUsedAt} />
            </>
          )}
          {' · '}
          {token.expiresAt === undefined ? (
            t('tokens.lasting', 'Does not expire')
          ) : (
            <>
              {t('tokens.expires', 'Expires')} <Since at={token.expiresAt} />
            </>
          )}
        </p>
      </div>
      <Button onPress={() => setAsking(true)}>
        {t('tokens.revoke', 'Revoke')} <span className="cb-visually-hidden">{name}</span>
      </Button>
      {isAsking && (
        <ConfirmDialog
          question={t(
            'tokens.revoke.question',
            'Revoke the token {name}? Programs that use it are refused at once; it cannot be brought back.',
            { name },
          )}
          confirmLabel={t('tokens.revoke', 'Revoke')}
          onAnswer={(answer) => (answer === 'yes' ? void revoke() : setAsking(false))}
        />
      )}
    </div>
  )
}
