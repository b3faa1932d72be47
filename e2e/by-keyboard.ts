import { expect, type Locator, type Page } from '@playwright/test'

/** Presses Tab (or Shift+Tab) until the focus is on something, and sees that the focus can be seen there. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab') {
  await expect(target).toBeVisible()
  const isFocused = () => target.evaluate((element) => element.matches(':focus'))
  // No page of the demo has more stops than this on the way to what it is for.
  for (let presses = 0; presses < 80 && !(await isFocused()); presses += 1) await page.keyboard.press(key)
  await expect(target, 'The Tab key never came here.').toBeFocused()
  await expect(target, 'The focus cannot be seen.').not.toHaveCSS('outline-style', 'none')
}

/** Whoever follows a link lands on the new page's heading, from where Tab goes on. */
export async function expectOnPage(page: Page, title: string | RegExp) {
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeFocused()
}
