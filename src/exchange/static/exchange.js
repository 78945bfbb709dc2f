// Starts the NHS.UK components on the page and inside every fragment that htmx swaps in.
import { createAll, Button, CharacterCount, Checkboxes, ErrorSummary, Header, Radios, Scroll, SkipLink, Table } from './vendor/nhsuk/nhsuk-frontend.min.js'

const components = [Button, CharacterCount, Checkboxes, ErrorSummary, Header, Radios, Scroll, SkipLink, Table]
const start = (scope) => components.forEach((component) => createAll(component, undefined, { scope, onError () {} }))

start(document)
document.addEventListener('htmx:after:swap', (event) => start(event.detail?.ctx?.target ?? document))

// A mouse may click a mark on a map; everybody else uses the links of the table beside it.
document.addEventListener('click', (event) => {
  const mark = event.target.closest?.('.kx-map [data-href]')
  if (mark) location.assign(mark.dataset.href)
})

// On a small screen the filters wait behind their summary, unless one is in use.
const filters = document.querySelector('.kx-find__more')
if (filters && !filters.dataset.used && matchMedia('(max-width: 40em)').matches) filters.open = false

// A slider shows its value beside it while it moves.
document.addEventListener('input', ({ target }) => {
  const shown = target.type === 'range' && document.querySelector(`[data-value-of="${target.id}"]`)
  if (shown) shown.textContent = target.value
})

// Before a session ends, its page says so and offers to go on; what has been typed stays where it is.
const ending = document.getElementById('session_end')
const IDLE_WARNING = 25 * 60 * 1000
let warning = 0
const watch = () => {
  clearTimeout(warning)
  if (ending) ending.hidden = true
  warning = setTimeout(() => { ending.hidden = false }, IDLE_WARNING)
}
if (ending) {
  watch()
  document.addEventListener('htmx:after:swap', watch)
  ending.querySelector('[data-extend]').addEventListener('click', async ({ target }) => {
    const answer = await fetch(target.dataset.extend, { method: 'POST' })
    if (answer.ok) watch()
    else location.assign('/sign-in')
  })
}

// What replaces a row that was pressed takes the focus, so that nobody is thrown back to the top of the page.
document.addEventListener('htmx:after:swap', (event) => {
  const id = event.detail?.ctx?.target?.id
  if (id) document.getElementById(id)?.querySelector('[data-takes-focus]')?.focus()
})
