// A popover that the keyboard opens takes the focus, and keeps it until Escape closes it. Streamlit draws it at
// the end of the page and leaves the focus on its button: to reach it one would pass through all between.
// A button that opens a part of the sidebar unfolds the sidebar, too.

const BODY = "[data-testid=stPopoverBody]"
const STOPS = "a[href], button, input, textarea, select, summary, [tabindex='0']"
// Milliseconds: what is drawn only when it is open has been asked of the app first.
const PATIENCE = 30000

// How often a part of the sidebar was asked for; a page that is loaded anew begins at none.
let shown = 0

export default function ({ data }) {
  if (data.times > shown) show(`.st-key-${data.part}`, performance.now() + PATIENCE)
  shown = data.times
}

// Where the sidebar is folded away, as by a press on Streamlit's own button.
function show(part, deadline) {
  document.querySelector("[data-testid=stExpandSidebarButton]")?.click()
  const summary = document.querySelector(`${part} summary`)
  if (summary?.getClientRects().length) {
    summary.focus({ focusVisible: true, preventScroll: true })
    summary.scrollIntoView({ block: "start" })
  } else if (performance.now() < deadline) requestAnimationFrame(() => show(part, deadline))
}

addEventListener("click", opened, true)
addEventListener("keydown", passed, true)

function opened(event) {
  const button = event.target.closest?.("[data-testid=stPopover] button")
  // A key presses a button without a pointer.
  if (button && event.detail === 0) enter(button, performance.now() + PATIENCE)
}

function enter(button, deadline) {
  const [first] = stops(document.querySelector(BODY))
  if (first) first.focus({ focusVisible: true })
  else if (performance.now() < deadline && [button, document.body].includes(document.activeElement))
    requestAnimationFrame(() => enter(button, deadline))
}

function passed(event) {
  const body = document.activeElement?.closest?.(BODY)
  if (event.key !== "Tab" || !body) return
  const all = stops(body)
  const [edge, other] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]]
  if (document.activeElement !== edge) return
  event.preventDefault()
  other.focus({ focusVisible: true })
}

function stops(body) {
  return [...(body?.querySelectorAll(STOPS) ?? [])].filter(
    one => !one.disabled && one.tabIndex >= 0 && one.getClientRects().length
  )
}
