import { Type } from '@callboard/kernel'
import { defineSignInMethod } from '../../model/provider-config.ts'
import { proxyErrors } from '../../model/proxy-errors.ts'
import type { SignInRequest } from '../../model/sign-in-method.ts'
import { profileOf } from '../oauth/oidc-flow.ts'
import { checkToken, keysAt } from './check-token.ts'
import { singleCookie, singleHeader } from './single-header.ts'
import { textOf } from './text-of.ts'

const config = {
  teamName: Type.String({ pattern: '^[\\w-]+$', description: 'The team: the first part of its cloudflareaccess.com.' }),
  // Optional in the field, but a token for any other application of the team would do then.
  audience: Type.String({ minLength: 1, description: 'The "Application Audience (AUD) Tag" of the application.' }),
  serviceTokens: Type.Optional(
    Type.Array(
      Type.Object({
        token: Type.String({ description: 'The client id of the service token: "<id>.access".' }),
        subject: Type.String({ description: 'The email address as which it signs in.' }),
      }),
      { description: 'Programs that may sign in.' },
    ),
  ),
  jwtHeaderName: Type.Optional(
    Type.String({ description: 'The header that carries the token. Default: cf-access-jwt-assertion.' }),
  ),
  authorizationCookieName: Type.Optional(
    Type.String({ description: 'The cookie that carries it where the header is missing. Default: CF_Authorization.' }),
  ),
  teamUrl: Type.Optional(
    Type.String({
      format: 'uri',
      description: 'The address of the team. Default: https://<team>.cloudflareaccess.com.',
    }),
  ),
}

/** Sign-in by Cloudflare Access, which also knows the groups of people. */
export const cloudflareAccess = defineSignInMethod({
  id: 'cfaccess',
  title: 'Cloudflare Access',
  hasEnvironments: false,
  config,
  create({ config, nowMs }) {
    const teamUrl = (config.teamUrl ?? `https://${config.teamName}.cloudflareaccess.com`).replace(/\/$/, '')
    const header = (config.jwtHeaderName ?? 'cf-access-jwt-assertion').toLowerCase()
    const cookie = config.authorizationCookieName ?? 'CF_Authorization'
    const key = keysAt(`${teamUrl}/cdn-cgi/access/certs`)

    async function check(token: string, source: string) {
      const rule = { header: source, key, algorithm: 'RS256', issuer: teamUrl, audience: config.audience } as const
      const { claims } = await checkToken(token, { ...rule, nowMs: nowMs() })
      // The token of the team's own pages is signed with the same keys, and says "org".
      if (claims.type !== undefined && claims.type !== 'app') {
        throw proxyErrors.proofInvalid({ header: source, reason: 'it is not for an application.' })
      }
      return claims
    }

    /** The header counts; a cookie beside it must be of the same person. */
    async function tokenOf(request: SignInRequest) {
      const inHeader = singleHeader(request, header)
      const inCookie = singleCookie(request, cookie)
      const token = inHeader ?? inCookie
      if (token === undefined) throw proxyErrors.proofMissing({ header })
      const claims = await check(token, inHeader === undefined ? `the cookie ${cookie}` : header)
      if (inCookie !== undefined && inCookie !== token) {
        const { sub } = await check(inCookie, `the cookie ${cookie}`)
        if (sub !== claims.sub) throw proxyErrors.proofInvalid({ header, reason: 'the cookie is of somebody else.' })
      }
      return { token, claims }
    }

    return {
      type: 'proxy',
      async identify(request) {
        const { token, claims } = await tokenOf(request)
        if (claims.common_name !== undefined) {
          const service = config.serviceTokens?.find((one) => one.token === claims.common_name)
          if (!service) throw proxyErrors.proofInvalid({ header, reason: 'no such service token may sign in.' })
          return { profile: { email: service.subject }, claims }
        }
        const person = await readIdentity(`${teamUrl}/cdn-cgi/access/get-identity`, token)
        if (textOf(person.email) !== textOf(claims.email)) {
          throw proxyErrors.proofInvalid({ header, reason: 'Cloudflare knows its session under another address.' })
        }
        const groups = groupNames(person.groups)
        return {
          profile: profileOf({ ...claims, name: person.name }),
          claims: { ...claims, name: person.name, groups },
        }
      },
    }
  },
})

/** What Cloudflare knows of the person beyond the token. */
async function readIdentity(url: string, token: string): Promise<Record<string, unknown>> {
  const signal = AbortSignal.timeout(5_000)
  const reply = await fetch(url, { redirect: 'error', signal, headers: { cookie: `CF_Authorization=${token}` } })
  if (!reply.ok)
    throw new Error(`Cloudflare Access did not say who this is: ${new URL(url).host} says ${reply.status}.`)
  // Any object of JSON; each field is looked at before it is used.
  return (await reply.json()) as Record<string, unknown>
}

/** Groups are names with some identity providers, and objects with others. */
function groupNames(groups: unknown): string[] {
  if (!Array.isArray(groups)) return []
  return groups.flatMap((group) => textOf(group) ?? textOf(group?.name) ?? textOf(group?.email) ?? [])
}
