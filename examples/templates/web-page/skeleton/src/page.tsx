import { Page } from '@northlight/design-system'

export const page = () => <Page title="${{ values.name }}" />
