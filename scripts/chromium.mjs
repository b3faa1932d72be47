// Finds a Chromium for the browser tests; a root on Debian or Ubuntu, as CI is, gets one installed.
import { existsSync } from 'node:fs'
import { capture } from './run.mjs'

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** @returns {Promise<{ path: string } | { reason: string }>} The program, or why there is none and what to do. */
export async function findChromium() {
  const found = () => places.find((place) => place && existsSync(place))
  const present = found()
  if (present) return { path: present }
  const advice = 'Install Chromium (on Debian: apt-get install chromium), or name one you have in CHROMIUM.'
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    return { reason: `There is no Chromium for the browser tests. ${advice}` }
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const update = await capture('apt-get', ['update', '-q'], { env })
  const install = await capture('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { env })
  const installed = found()
  if (installed) return { path: installed }
  return { reason: `Chromium could not be installed. ${advice}\n${update.output}${install.output}` }
}
