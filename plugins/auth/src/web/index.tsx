import { defineWebPlugin, language, onDemand, page, settingsSection } from '@callboard/web'
import { readSignInTrace } from '../model/permissions.ts'
import './auth.css'

// One file for all parts of the settings: they are shown together.
const settings = () => import('./settings-parts.ts')

export default defineWebPlugin({
  id: 'auth',
  extensions: [
    language({ id: 'de', title: 'Deutsch', load: () => import('./languages/de.ts').then(({ messages }) => messages) }),
    page({
      id: 'my-groups',
      path: '/my-groups',
      title: 'My groups',
      icon: 'group',
      component: onDemand(() => import('./MyGroupsPage.tsx').then(({ MyGroupsPage }) => MyGroupsPage)),
    }),
    settingsSection({
      id: 'sessions',
      title: 'Where you are signed in',
      component: onDemand(() => settings().then(({ Sessions }) => Sessions)),
    }),
    settingsSection({
      id: 'tokens',
      title: 'Personal access tokens',
      component: onDemand(() => settings().then(({ Tokens }) => Tokens)),
    }),
    page({
      id: 'sign-ins',
      path: '/administration/sign-ins',
      title: 'Sign-ins',
      icon: 'signIn',
      heading: 'own',
      group: 'administration',
      allow: readSignInTrace,
      component: onDemand(() => import('./SignInsPage.tsx').then(({ SignInsPage }) => SignInsPage)),
    }),
  ],
})
