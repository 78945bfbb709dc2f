// Starts the NHS.UK components on the page and inside every fragment that htmx swaps in.
import { createAll, Button, Checkboxes, ErrorSummary, Header, Radios, Scroll, SkipLink, Table } from './vendor/nhsuk/nhsuk-frontend.min.js'

const components = [Button, Checkboxes, ErrorSummary, Header, Radios, Scroll, SkipLink, Table]
const start = (scope) => components.forEach((component) => createAll(component, undefined, { scope, onError () {} }))

start(document)
document.addEventListener('htmx:after:swap', (event) => start(event.detail?.ctx?.target ?? document))
