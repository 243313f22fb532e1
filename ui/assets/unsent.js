// A field sends what is typed into it when it is left. Until the app has it, it is kept here for a reload:
// in the session storage of the browser tab, which ends with the tab. A long text is also sent at rest,
// while it is still being typed.

const REST = 700
const KEPT = "unsent"
const FIELDS = "stTextArea stTextInput stNumberInput"
  .split(" ")
  .map(kind => `[data-testid=${kind}] :is(textarea, input)`)
  .join()

let rules = { private: [], acts: [] }
let resting
let composing = false
let lastBusy = 0
// The editor of a grid's cell that was last typed into.
let cell
const kept = read()
// What a page before this one had not sent, until the fields are there to take it.
const waiting = new Map(Object.entries(kept))

export default function ({ data }) {
  rules = data
}

addEventListener("input", typed, true)
addEventListener("focusout", left, true)
addEventListener("compositionstart", () => { composing = true }, true)
addEventListener("compositionend", ended, true)
addEventListener("keydown", event => { if (event.key === "Enter") submitted(event) }, true)
addEventListener("click", submitted, true)
addEventListener("keydown", reloaded, true)
addEventListener("beforeunload", leaves)
new MutationObserver(look).observe(document.body, {
  childList: true,
  subtree: true,
  attributeFilter: ["data-test-script-state", "disabled"],
})

function typed({ target, isTrusted }) {
  if (target.matches?.(".gdg-input")) cell = target
  const key = keyOf(target)
  if (!key) return
  if (isTrusted) waiting.delete(key)
  keep(key, target.value)
  clearTimeout(resting)
  if (target.matches("textarea") && !formOf(target) && !begins(key, rules.acts)) {
    resting = setTimeout(send, REST, target, key)
  }
}

function ended({ target }) {
  composing = false
  typed({ target, isTrusted: true })
}

function send(field, key) {
  if (document.activeElement !== field || composing) return
  if (!isQuiet()) {
    resting = setTimeout(send, 200, field, key)
    return
  }
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true }))
  dropWhenTaken(field, key)
}

function left({ target }) {
  const key = keyOf(target)
  if (key in kept && !formOf(target)) dropWhenTaken(target, key)
}

function submitted({ target }) {
  const form = formOf(target)
  const isButton = target.closest?.("button")
  if (!form || !(isButton || keyOf(target))) return
  for (const field of form.querySelectorAll(FIELDS)) dropWhenTaken(field, keyOf(field))
}

// The app has a text once it has run with it to the end. One that is not run for was there before; one that
// is refused stays the browser's alone.
function dropWhenTaken(field, key) {
  const text = kept[key]
  whenRun(10_000, isOver => {
    if (isOver && field.getAttribute("aria-invalid") !== "true") keep(key, undefined)
    return isOver || kept[key] !== text
  })
}

// The cell of a grid that is being edited has no key: a reload by the keyboard waits until the app has it.
function reloaded(event) {
  const cell = event.target.closest?.(".gdg-input")
  const isAsked = event.key === "F5" || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "r")
  if (!cell || !isAsked) return
  event.preventDefault()
  event.stopPropagation()
  cell.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }))
  whenRun(1_500, isOver => {
    if (isOver) location.reload()
    return isOver
  })
}

// A button of the browser does not wait: it asks whether what stands in the cell may be lost.
function leaves(event) {
  if (cell?.isConnected) event.preventDefault()
}

// Ask `then` until it is content, telling it whether a run has come to its end, or none has come for so long.
function whenRun(patience, then) {
  const since = performance.now()
  const again = setInterval(() => {
    const now = performance.now()
    const isOver = isQuiet() && (lastBusy > since ? now - lastBusy > 400 : now - since > patience)
    if (then(isOver)) clearInterval(again)
  }, 100)
}

function look() {
  if (isQuiet()) giveBack()
}

function giveBack() {
  if (!waiting.size) return
  for (const field of document.querySelectorAll(FIELDS)) {
    const key = keyOf(field)
    if (!waiting.has(key) || field.disabled) continue
    const text = waiting.get(key)
    waiting.delete(key)
    if (field.value === text) keep(key, undefined)
    else fill(field, text)
  }
}

// As if it were typed and the field left: the app cannot tell the difference.
function fill(field, text) {
  const own = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement
  Object.getOwnPropertyDescriptor(own.prototype, "value").set.call(field, text)
  field.dispatchEvent(new Event("input", { bubbles: true }))
  setTimeout(() => field.dispatchEvent(new FocusEvent("focusout", { bubbles: true })))
}

function keyOf(field) {
  if (!field?.matches?.(FIELDS) || isSecret(field)) return undefined
  const named = field.closest("[class*=st-key-]")?.classList ?? []
  const key = [...named].find(one => one.startsWith("st-key-"))?.slice(7)
  return key && !begins(key, rules.private) ? key : undefined
}

// A password that is shown is a text to the browser; the button that shows it stays.
function isSecret(field) {
  return field.type === "password" || field.parentElement.querySelector("button[aria-pressed]") !== null
}

function formOf(field) {
  return field.closest?.("[data-testid=stForm]")
}

function begins(key, beginnings) {
  return beginnings.some(one => key.startsWith(one))
}

function isQuiet() {
  const app = document.querySelector("[data-testid=stApp]")?.dataset
  const quiet = app?.testScriptState === "notRunning" && app.testConnectionState === "CONNECTED"
  if (!quiet) lastBusy = performance.now()
  return quiet
}

function keep(key, text) {
  if (text === undefined) delete kept[key]
  else kept[key] = text
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(kept))
  } catch {
    // Storage that is full or forbidden costs the copy, not the field.
  }
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? {}
  } catch {
    return {}
  }
}
