/** The boxes of a task list are named by what stands behind them. */
export function nameTasks(article: HTMLElement): void {
  for (const box of article.querySelectorAll('.task-list-item input[type="checkbox"]')) {
    // A list inside the item names its own.
    const item = box.closest('li')?.cloneNode(true)
    if (!(item instanceof Element)) continue
    for (const inner of item.querySelectorAll('ul, ol')) inner.remove()
    box.setAttribute('aria-label', item.textContent.trim())
  }
}
