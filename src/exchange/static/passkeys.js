// Passkeys: asks the browser to make one or to sign with one, on the two pages that have a button for it.
const block = document.getElementById('passkey')
const problem = document.getElementById('passkey_problem')

const WORDS = {
  NotAllowedError: 'You stopped, it took too long, or this device has no passkey for this service. You can try again.',
  InvalidStateError: 'This device has a passkey for your account already.',
  SecurityError: 'Passkeys do not work at this address. Open the service at its usual address, with a name and not a number.',
  NotSupportedError: 'This device cannot make the kind of passkey that is needed here.',
  TypeError: 'We could not reach the service. Check your connection and try again.'
}
const STATUS = {
  401: 'You are signed out. Sign in again, then add the passkey.',
  403: 'This cannot be done from here. Open the page again and try once more.',
  429: 'You have done this too often. Wait a while, then try again.'
}

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
const toText = (bytes) => bytes && btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

const read = {
  create: (options) => PublicKeyCredential.parseCreationOptionsFromJSON?.(options) ?? {
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: options.excludeCredentials.map((each) => ({ ...each, id: toBytes(each.id) }))
  },
  get: (options) => PublicKeyCredential.parseRequestOptionsFromJSON?.(options) ?? {
    ...options, challenge: toBytes(options.challenge), allowCredentials: []
  }
}

const written = (made) => made.toJSON?.() ?? {
  id: made.id,
  rawId: toText(made.rawId),
  type: made.type,
  response: {
    clientDataJSON: toText(made.response.clientDataJSON),
    attestationObject: toText(made.response.attestationObject) ?? undefined,
    authenticatorData: toText(made.response.authenticatorData) ?? undefined,
    signature: toText(made.response.signature) ?? undefined,
    userHandle: toText(made.response.userHandle) ?? undefined
  }
}

const send = async (path, body) => {
  const answer = await fetch(path, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body)
  })
  const told = await answer.json().catch(() => ({}))
  if (answer.ok) return told
  throw new Error(told.problem ?? STATUS[answer.status] ?? 'Something went wrong. Try again later.')
}

const acts = {
  'sign-in': async () => {
    const options = await send('/sign-in/passkey/options', { next: block.dataset.next ?? '' })
    const credential = await navigator.credentials.get({ publicKey: read.get(options) })
    return send('/sign-in/passkey', { credential: written(credential) })
  },
  add: async () => {
    const name = document.getElementById('passkey_name').value
    const options = await send('/account/passkeys/options', { name })
    const credential = await navigator.credentials.create({ publicKey: read.create(options) })
    return send('/account/passkeys', { name, credential: written(credential) })
  }
}

const press = async ({ currentTarget: button }) => {
  button.disabled = true
  problem.textContent = ''
  try {
    const { path } = await acts[button.dataset.passkey]()
    location.assign(path)
  } catch (error) {
    problem.textContent = WORDS[error.name] ?? error.message
    button.disabled = false
  }
}

if (block && window.PublicKeyCredential) {
  block.hidden = false
  const instead = document.getElementById('no_passkey')
  if (instead) instead.hidden = true
  block.querySelector('[data-passkey]').addEventListener('click', press)
}
