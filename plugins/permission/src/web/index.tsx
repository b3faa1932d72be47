import { defineWebPlugin, language, onDemand, page } from '@callboard/web'
import { policyRead } from '../model/permissions.ts'

export default defineWebPlugin({
  id: 'permission',
  extensions: [
    language({ id: 'de', title: 'Deutsch', load: () => import('./languages/de.ts').then(({ messages }) => messages) }),
    page({
      id: 'roles',
      path: '/administration/roles',
      title: 'Roles',
      icon: 'shield',
      group: 'administration',
      allow: policyRead,
      heading: 'own',
      component: onDemand(() => import('./RolesPage.tsx').then(({ RolesPage }) => RolesPage)),
    }),
    page({
      id: 'simulator',
      path: '/administration/who-may-what',
      title: 'Who may what',
      icon: 'key',
      group: 'administration',
      allow: policyRead,
      heading: 'own',
      component: onDemand(() => import('./simulator/SimulatorPage.tsx').then(({ SimulatorPage }) => SimulatorPage)),
    }),
    page({
      id: 'new-role',
      path: '/administration/roles/new',
      title: 'New role',
      heading: 'own',
      sidebar: 'hidden',
      component: onDemand(() => import('./editor/NewRolePage.tsx').then(({ NewRolePage }) => NewRolePage)),
    }),
    page({
      id: 'role',
      path: '/administration/roles/:namespace/:name',
      title: 'Role',
      heading: 'own',
      component: onDemand(() => import('./RolePage.tsx').then(({ RolePage }) => RolePage)),
    }),
    page({
      id: 'edit-role',
      path: '/administration/roles/:namespace/:name/edit',
      title: 'Change a role',
      heading: 'own',
      component: onDemand(() => import('./editor/EditRolePage.tsx').then(({ EditRolePage }) => EditRolePage)),
    }),
  ],
})
