export { errors } from './errors.ts'
export { type OwnershipResolver, ownership } from './ownership.ts'
export { guestRefresh, guestRefreshByPost, openidConfiguration, publicKeys, SignInResult, userInfo } from './routes.ts'
