export { errors } from './errors.ts'
export { userDeactivated } from './events.ts'
export {
  finishSignIn,
  finishSignInByPost,
  refreshSession,
  refreshSessionByPost,
  signOut,
  startSignIn,
} from './flow-routes.ts'
export { type PeopleDirectory, type Person, type PersonQuery, people } from './people.ts'
export { authPermissions, readSignInTrace } from './permissions.ts'
export {
  type CommonProviderConfig,
  defineSignInMethod,
  oauthKeys,
  providerBlock,
  providerConfig,
  redirectKeys,
} from './provider-config.ts'
export {
  createToken,
  endAllSessions,
  endSession,
  formLogin,
  guestRefresh,
  guestRefreshByPost,
  listSessions,
  listTokens,
  openidConfiguration,
  PersonalToken,
  ProviderResult,
  publicKeys,
  revokeToken,
  SignInAttempt,
  SignInResult,
  SignInSession,
  signInOptions,
  signInTrace,
  userInfo,
} from './routes.ts'
export {
  type Authenticated,
  type FormMethod,
  type LogoutOptions,
  type MethodContext,
  type OAuthMethod,
  type ProviderResolver,
  type ProviderSession,
  type ProxyMethod,
  type RedirectMethod,
  type RunningMethod,
  type SignInMethod,
  type SignInRequest,
  signInMethods,
} from './sign-in-method.ts'
