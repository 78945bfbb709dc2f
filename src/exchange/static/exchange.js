// Starts the NHS.UK components on the page and inside every fragment that htmx swaps in.
import { createAll, Button, Checkboxes, ErrorSummary, Header, Radios, Scroll, SkipLink, Table } from './vendor/nhsuk/nhsuk-frontend.min.js'

const components = [Button, Checkboxes, ErrorSummary, Header, Radios, Scroll, SkipLink, Table]
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
