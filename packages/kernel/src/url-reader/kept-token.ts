/** A token and when it ends. */
export interface ExpiringToken {
  token: string
  expiresAtMs: number
}

/**
 * Keeps a token while it lasts; those who ask at the same time share one request.
 *
 * @param renewBeforeMs - A token that is handed out must outlive the work it is for.
 */
export function keptToken(fetchToken: () => Promise<ExpiringToken>, renewBeforeMs: number): () => Promise<string> {
  let kept: ExpiringToken | undefined
  let renewal: Promise<ExpiringToken> | undefined
  return async () => {
    if (kept && kept.expiresAtMs - renewBeforeMs > Date.now()) return kept.token
    renewal ??= fetchToken().finally(() => {
      renewal = undefined
    })
    kept = await renewal
    return kept.token
  }
}
