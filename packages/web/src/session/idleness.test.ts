import { expect, test } from 'vitest'
import { browserConfig } from '../config/browser-config.ts'
import { idleLimits, idlenessAfter } from './idleness.ts'

const limitsOf = (autologout: object) => idleLimits(browserConfig([{ data: { auth: { autologout } } }]))

test.each([
  { why: 'off unless it is switched on', autologout: {}, limits: undefined },
  {
    why: 'an hour, and ten seconds to answer',
    autologout: { enabled: true },
    limits: { limitMs: 3_600_000, askMs: 10_000, countsWhileClosed: true },
  },
  {
    why: 'as the config says',
    autologout: { enabled: true, idleTimeoutMinutes: 5, promptBeforeIdleSeconds: 30, logoutIfDisconnected: false },
    limits: { limitMs: 300_000, askMs: 30_000, countsWhileClosed: false },
  },
  {
    why: 'nobody is asked before half of the time is over',
    autologout: { enabled: true, idleTimeoutMinutes: 0.5, promptBeforeIdleSeconds: 60 },
    limits: { limitMs: 30_000, askMs: 15_000, countsWhileClosed: true },
  },
])('$why', ({ autologout, limits }) => {
  expect(limitsOf(autologout)).toEqual(limits)
})

test.each([
  { idleMs: 49_999, idleness: { state: 'here' } },
  { idleMs: 50_000, idleness: { state: 'asked', secondsLeft: 10 } },
  { idleMs: 59_001, idleness: { state: 'asked', secondsLeft: 1 } },
  { idleMs: 60_000, idleness: { state: 'gone' } },
])('after $idleMs ms of 60 s somebody is $idleness.state', ({ idleMs, idleness }) => {
  expect(idlenessAfter(idleMs, { limitMs: 60_000, askMs: 10_000, countsWhileClosed: true })).toEqual(idleness)
})
