import { expect, test } from 'vitest'
import { browserName } from './browser-name.ts'

test.each([
  {
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0',
    names: { browser: 'Firefox', system: 'Linux' },
  },
  {
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0 Safari/537.36 Edg/143.0',
    names: { browser: 'Edge', system: 'Windows' },
  },
  {
    userAgent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 (KHTML, like Gecko) Version/19.0 Safari/605',
    names: { browser: 'Safari', system: 'macOS' },
  },
  {
    userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 CriOS/143 Mobile Safari/604',
    names: { browser: 'Chrome', system: 'iPhone' },
  },
  {
    userAgent: 'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537 (KHTML, like Gecko) Chrome/143.0 Mobile Safari/537',
    names: { browser: 'Chrome', system: 'Android' },
  },
  { userAgent: 'curl/8.9', names: { browser: undefined, system: undefined } },
])('$names.browser on $names.system', ({ userAgent, names }) => {
  expect(browserName(userAgent)).toEqual(names)
})
