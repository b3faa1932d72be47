export { eventually } from './eventually.ts'
export { type FakeClock, fakeClock } from './fake-clock.ts'
export { type FileServer, startFileServer } from './file-server.ts'
export { startPortal, type TestPortal, type TestPortalOptions, type TestTokens } from './start-portal.ts'
