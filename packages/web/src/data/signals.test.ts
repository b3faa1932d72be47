import { expect, test, vi } from 'vitest'
import { createSignals } from './signals.ts'

/** As much of a WebSocket as signals use, its server's side in the test's hands. */
class Line extends EventTarget {
  readonly sent: string[] = []
  send(text: string) {
    this.sent.push(text)
  }
  close() {
    this.dispatchEvent(new Event('close'))
  }
  open() {
    this.dispatchEvent(new Event('open'))
  }
  deliver(channel: string, message: unknown) {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify({ channel, message }) }))
  }
}

function lines() {
  const opened: Line[] = []
  const signals = createSignals({
    firstPauseMs: 1,
    connect: async () => {
      const line = new Line()
      opened.push(line)
      return line as unknown as WebSocket // only these four members are used
    },
  })
  return { signals, opened, next: (count: number) => vi.waitFor(() => expect(opened).toHaveLength(count)) }
}

test('one connection serves all channels, and each listener hears its own', async () => {
  const { signals, opened, next } = lines()
  const heard: unknown[] = []
  signals.subscribe('a', (message) => heard.push(['a', message]))
  signals.subscribe('b', (message) => heard.push(['b', message]))
  await next(1)
  opened[0]?.open()
  expect(opened[0]?.sent.map((text) => JSON.parse(text))).toEqual([
    { action: 'subscribe', channel: 'a' },
    { action: 'subscribe', channel: 'b' },
  ])
  opened[0]?.deliver('b', 1)
  opened[0]?.deliver('c', 2)
  expect(heard).toEqual([['b', 1]])
})

test('a broken connection is opened again, and listeners learn that they may have missed something', async () => {
  const { signals, opened, next } = lines()
  const heard: unknown[] = []
  signals.subscribe('a', (message) => heard.push(message))
  await next(1)
  opened[0]?.open()
  opened[0]?.close()
  await next(2)
  opened[1]?.open()
  expect(opened[1]?.sent).toEqual(['{"action":"subscribe","channel":"a"}'])
  expect(heard).toEqual([undefined])
})

test('when nobody listens any more, the connection ends and stays closed', async () => {
  const { signals, opened, next } = lines()
  const end = signals.subscribe('a', () => {})
  await next(1)
  opened[0]?.open()
  const closed = vi.fn()
  opened[0]?.addEventListener('close', closed)
  end()
  expect(closed).toHaveBeenCalledOnce()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(opened).toHaveLength(1)
})
