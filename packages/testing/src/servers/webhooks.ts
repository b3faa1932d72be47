/** Where a server sends its webhooks. */
export interface Hook {
  url: string
  secret?: string
}

/** Sends a body to every hook and waits for the answers. */
export async function deliver(hooks: readonly Hook[], body: string, headers: (hook: Hook) => Record<string, string>) {
  for (const hook of hooks) {
    const reply = await fetch(hook.url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers(hook) },
    })
    await reply.body?.cancel()
    if (!reply.ok) throw new Error(`The hook ${hook.url} answered ${reply.status}.`)
  }
}
