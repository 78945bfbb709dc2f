// Saves a lesson while somebody writes it, and keeps in this browser what the service does not have yet.
const form = document.querySelector('[data-writing]')
const shown = document.getElementById('saved')
const kept = document.getElementById('kept')
const { key, autosave, page } = form.dataset
const PAUSE = 1000
const TRY_AGAIN = 5000
const NOT_TEXT = new Set(['version', 'press', 'product_words', 'false_alarm'])

const values = () => [...new FormData(form)].filter(([name]) => !NOT_TEXT.has(name)).map(([name, value]) => [name, value.replaceAll('\r\n', '\n')])
const asText = (pairs) => JSON.stringify(pairs.map((pair) => pair.join('=').trim()).sort())

// Ten digits in a row, of any script and with any marks between, whose last one checks the others.
const digitOf = (character) => {
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(character.codePointAt(0) - value - 1))) value += 1
  return value
}
const looksLikeNhsNumber = (text) => {
  const plain = text.normalize('NFKC').replace(/\p{Nd}/gu, digitOf)
  for (const [run] of plain.matchAll(/\d(?:[\s\p{P}\p{Cf}]{0,3}\d){9,}/gu)) {
    const digits = run.replace(/\D/g, '')
    for (let at = 0; at + 10 <= digits.length; at += 1) {
      const sum = [...digits.slice(at, at + 9)].reduce((all, digit, place) => all + Number(digit) * (10 - place), 0)
      if ((11 - (sum % 11)) % 11 === Number(digits[at + 9])) return true
    }
  }
  return false
}

// A browser may have no room, or keep nothing at all: then the service alone has the text.
const store = (act) => { try { return act(localStorage) } catch { return null } }
const forget = () => store((kept) => kept.removeItem(key))
const remembered = () => store((kept) => kept.getItem(key))
const keep = () => {
  const now = values()
  forget()
  if (now.some(([, value]) => looksLikeNhsNumber(value))) return
  store((kept) => kept.setItem(key, JSON.stringify({ at: new Date().toISOString(), values: now })))
}
const timeOf = (moment) => new Date(moment).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
const say = (words, href = '', link = '') => {
  shown.textContent = words
  if (href) shown.append(' ', Object.assign(document.createElement('a'), { href, textContent: link }))
}

let waiting = 0
let saving = null
let isOver = !autosave // nothing is saved by itself any more: by a button alone
let isLeaving = false

const saved = async (answer, sent) => {
  const { version, saved_at: at, left_out: leftOut } = await answer.json()
  form.elements.version.value = version
  say(`Saved at ${timeOf(at)}${leftOut.length ? `, but not all of it. ${leftOut.join('. ')}.` : ''}`)
  if (asText(values()) !== sent) later(PAUSE)
  else if (!leftOut.length) forget()
}
const refused = async (answer) => {
  const { detail } = await answer.json()
  say(`Not saved. ${detail}`)
  if (answer.status === 409) {
    isOver = true
    shown.append(' Your text stays here: press “Save draft” to see both.')
  }
}
const send = async () => {
  const sent = asText(values())
  try {
    const answer = await fetch(autosave, { method: 'POST', body: new URLSearchParams(new FormData(form)), keepalive: true })
    if (answer.ok) await saved(answer, sent)
    else if (answer.status === 422 || answer.status === 409) await refused(answer)
    else if (answer.status === 401) {
      isOver = true
      say('You have been signed out. Your text stays in this browser, and is offered to you when you are back.', `/sign-in?next=${encodeURIComponent(page)}`, 'Sign in again')
    } else if (answer.status < 500 && answer.status !== 429) {
      isOver = true
      say('Not saved: this lesson can no longer be changed here. Your text stays in this browser.')
    } else throw new Error('try again')
  } catch {
    say('Not saved yet: the service does not answer. Your text stays in this browser, and we try again.')
    later(TRY_AGAIN)
  }
}
const save = async () => {
  clearTimeout(waiting)
  if (isOver || isLeaving) return
  if (saving) await saving
  saving = send().finally(() => { saving = null })
  await saving
}
const later = (pause) => {
  clearTimeout(waiting)
  waiting = setTimeout(save, pause)
}

const changed = ({ target }) => {
  if (NOT_TEXT.has(target.name)) return
  keep()
  if (!isOver) later(PAUSE)
}
form.addEventListener('input', changed)
form.addEventListener('change', changed)

// Whatever is not saved yet is saved before a button or a link leads on, so that the two do not meet.
const leaveBy = async (event, leave) => {
  clearTimeout(waiting)
  if (isLeaving || isOver || !(saving || remembered())) return
  event.preventDefault()
  await save()
  isLeaving = true
  leave()
}
form.addEventListener('submit', (event) => { leaveBy(event, () => form.requestSubmit(event.submitter)) })
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href]')
  const isHere = link?.href.split('#')[0] === location.href.split('#')[0]
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button)
  if (link && isPlain && !isHere) leaveBy(event, () => location.assign(link.href))
})
addEventListener('pagehide', () => { if (remembered()) save() })
addEventListener('pageshow', ({ persisted }) => { if (persisted) location.reload() })

// What the service never got is offered when the page opens again.
const putBack = (pairs) => {
  for (const name of new Set([...pairs.map(([each]) => each), ...values().map(([each]) => each)])) {
    const wanted = pairs.filter(([each]) => each === name).map(([, value]) => value)
    const fields = [...form.querySelectorAll(`[name="${name}"]`)]
    const boxes = fields.filter(({ type }) => type === 'checkbox' || type === 'radio')
    const missing = boxes.length ? wanted.filter((value) => !boxes.some((box) => box.value === value)) : []
    for (const box of boxes) box.checked = wanted.includes(box.value)
    const hidden = fields.filter(({ type }) => type === 'hidden')
    for (const field of hidden) field.remove()
    const written = fields.filter((field) => !boxes.includes(field) && !hidden.includes(field))
    for (const field of written) field.value = wanted[0] ?? ''
    for (const value of written.length ? [] : boxes.length ? missing : wanted) {
      form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }))
    }
  }
}
const isTouched = () => [...form.elements].some((field) => field.type !== 'hidden' && (field.value !== (field.defaultValue ?? field.value) || field.checked !== field.defaultChecked))
const offer = () => {
  const text = remembered()
  const { at, values: pairs } = text ? JSON.parse(text) : { values: values() }
  if (asText(pairs) === asText(values())) {
    if ('unsaved' in form.dataset || isTouched()) changed({ target: form }) // somebody may write before this runs
    else forget()
    return
  }
  kept.querySelector('[data-when]').textContent = new Date(at).toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' })
  kept.hidden = false
  kept.querySelector('[data-put-back]').addEventListener('click', () => {
    putBack(pairs)
    kept.hidden = true
    form.dispatchEvent(new Event('change', { bubbles: true }))
    form.querySelector('input:not([type=hidden]), textarea')?.focus()
  })
  kept.querySelector('[data-drop]').addEventListener('click', () => {
    forget()
    kept.hidden = true
  })
}
offer()
