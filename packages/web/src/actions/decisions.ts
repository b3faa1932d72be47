import { type Permission, post, Type } from '@callboard/model'
import type { Caller } from '../data/call.ts'

/** What the server decided. */
export interface Decision {
  isAllowed: boolean
  /** Why not, a whole sentence; undefined where the server does not say. */
  reason: string | undefined
}

/** What is asked about: a permission, and the thing it is about where it is about things. */
export interface Question {
  permission: Permission
  resourceRef: string | undefined
}

/** spec/platform.md 9.1 */
const authorize = post('/authorize', {
  summary: 'Decide what the caller may do.',
  body: { items: Type.Array(Type.Unknown()) },
  reply: Type.Unknown(),
})

interface Asked {
  question: Question
  resolve: (decision: Decision) => void
  reject: (error: unknown) => void
}

const askedBy = new WeakMap<Caller, Asked[]>()

/** Asks the server what the person may do. What is asked at the same time travels together. */
export function decide(call: Caller, question: Question): Promise<Decision> {
  return new Promise((resolve, reject) => {
    const asked = askedBy.get(call) ?? []
    asked.push({ question, resolve, reject })
    if (asked.length > 1) return
    askedBy.set(call, asked)
    setTimeout(() => void decideTogether(call, asked))
  })
}

async function decideTogether(call: Caller, asked: readonly Asked[]): Promise<void> {
  askedBy.delete(call)
  try {
    const items = asked.map(({ question: { permission, resourceRef } }, place) => ({
      id: String(place),
      permission,
      ...(permission.type === 'resource' && { resourceRef }),
    }))
    const reply = await call({ pluginId: 'permission', route: authorize, input: { body: { items } } })
    // The shape is fixed by spec/platform.md 9.1: one item for each, in their order. `reason` is an addition of ours.
    const decided = (reply as { items: { result: string; reason?: string }[] }).items
    for (const [place, { resolve }] of asked.entries()) {
      resolve({ isAllowed: decided[place]?.result === 'ALLOW', reason: decided[place]?.reason })
    }
  } catch (error) {
    for (const { reject } of asked) reject(error)
  }
}
