// What Streamlit itself says, in the language of the interface: it has no setting for it. Only places where
// nothing but Streamlit speaks are looked at, so that no word of a lead or of a model is ever changed.

const own = names => `:is(${names.split(" ").map(name => `[data-testid=${name}]`).join()})`

const ALL_COLUMNS = "[data-testid=stDataFrameColumnVisibilityMenu] label:first-child"

// Their text is Streamlit's alone.
const TEXTS = [
  own("InputInstructions stFileUploaderDropzone stSkipToContent stStatusWidget stTooltipErrorContent"),
  own("stDataFrameStatisticsMetrics"),
  "[role=listbox][data-empty] [role=option]",
  "[role=option]:is([data-key=__creatable__], [data-key=__select_all__], [data-key=__select_matches__])",
  `${own("stDataFrameColumnMenu stDataFrameColumnFormattingMenu")} [role=menuitem]`,
  `${ALL_COLUMNS} span`,
  ".gdg-search-status",
  "[data-testid=stToastViewButton]",
  `${own("stFileChip stNumberInput stTextInput")} [role=alert]`,
].join()

// What they are called is.
const LABELS = [
  own("stSidebar stExpandSidebarButton stTextInputClearButton stFileUploaderDropzoneInput"),
  own("stNumberInputStepUp stNumberInputStepDown"),
  `${own("stSidebarCollapseButton stElementToolbarButton stTooltipIcon stHeaderActionElements")} :is(button, a)`,
  `${own("stSelectbox stMultiSelect")} :is(button, input)`,
  "[data-testid=stDataFrameColumnMenu] [role=menu]",
  `${ALL_COLUMNS} input`,
  `${own("stSelectboxVirtualDropdown stMultiSelectDropdown stDataFrameColumnMenu")} button`,
  `${own("stTextInputRootElement stPagination stDateInput stFileUploader")} button`,
  "[data-testid=stProgress] [role=progressbar]",
  "[data-testid=stToastContainer] button[slot=close]",
  "[role=dialog] > button[aria-label]",
  ".gdg-search-bar button",
].join()

// A hint is Streamlit's where it belongs to something of Streamlit's; others hold quotes of pages.
const HINT = "[data-testid=stTooltipContent]"
const HINTED = own("stElementToolbarButton")
// The one dialog that is Streamlit's is told by its title.
const DIALOG = "[role=dialog]"
const LOST = "Connection error"

// A message may follow these; "Error" may be a word of its own.
const HEADS = ["Error: ", ": "]
// What stands at these places is no text of anybody.
const FILLINGS = {
  "{at}": "(\\d+)",
  "{count}": "(\\d+)",
  "{size}": "([\\d.]+)",
  "{results}": "(\\d+ .+|over 1000)",
}

const NAMES = ["aria-label", "placeholder", "title"]
const before = new WeakMap()
let words = new Map()
let templates = []
let joint = ": "
let language = ""

export default function ({ data }) {
  if (data.language === language) return
  restore()
  language = data.language
  joint = data.joint
  const pairs = Object.entries(data.words)
  words = new Map(pairs.filter(([english]) => !english.includes("{")))
  templates = pairs.filter(([english]) => english.includes("{")).map(template)
  inside(document.body)
}

new MutationObserver(records => {
  if (!words.size) return
  for (const { target, addedNodes } of records) {
    around(target)
    addedNodes.forEach(node => { if (node.nodeType === Node.ELEMENT_NODE) { around(node); inside(node) } })
  }
}).observe(document.body, { childList: true, characterData: true, subtree: true, attributeFilter: NAMES })

// "{size}MB per file" as what it looks like filled in.
function template([english, other]) {
  const pieces = english.split(/\{\w+\}/).map(piece => piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
  const places = english.match(/\{\w+\}/g)
  const pattern = pieces.map((piece, at) => piece + (at in places ? FILLINGS[places[at]] ?? "(.+)" : ""))
  return [new RegExp(`^${pattern.join("")}$`, "s"), places, other]
}

function said(text) {
  if (words.has(text)) return words.get(text)
  const head = HEADS.find(one => text.startsWith(one))
  if (head) {
    const message = text.slice(head.length)
    return (words.get(head) ?? joint) + (said(message) ?? message)
  }
  for (const [pattern, places, other] of templates) {
    const found = text.match(pattern)
    const fill = (told, place, at) => told.replace(place, () => filled(place, found[at + 1]))
    if (found) return places.reduce(fill, other)
  }
  return undefined
}

function filled(place, text) {
  if (place === "{size}") return Number(text).toLocaleString(language)
  return place === "{results}" ? said(text) ?? text : text
}

function around(node) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement
  if (!element) return
  if (element.matches(LABELS)) rename(element)
  const place = element.closest(TEXTS) ?? hint(element.closest(HINT)) ?? lost(element.closest(DIALOG))
  if (place) retell(place)
}

function inside(root) {
  root.querySelectorAll(LABELS).forEach(rename)
  root.querySelectorAll(TEXTS).forEach(retell)
  for (const place of root.querySelectorAll(HINT)) if (hint(place)) retell(place)
  for (const place of root.querySelectorAll(DIALOG)) if (lost(place)) retell(place)
}

function hint(place) {
  return place && document.querySelector(`:is(${HINTED}):is(:hover, :focus-within)`) ? place : undefined
}

function lost(place) {
  const title = place?.querySelector("h2, [slot=title]")
  return title && [LOST, words.get(LOST)].includes(title.textContent) ? place : undefined
}

function retell(place) {
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode
    const told = said(node.nodeValue)
    if (told === undefined || told === node.nodeValue) continue
    before.set(node, [node.nodeValue, told])
    node.nodeValue = told
  }
}

function rename(element) {
  for (const name of NAMES) {
    const label = element.getAttribute(name)
    const told = label && labelled(label)
    if (!told || told === label) continue
    before.set(element, { ...before.get(element), [name]: [label, told] })
    element.setAttribute(name, told)
  }
}

// A button of a toolbar also tells what it is for: "Search: Leads found".
function labelled(label) {
  const end = label.indexOf(": ")
  const tool = end > 0 && words.get(label.slice(0, end))
  return tool ? tool + joint + label.slice(end + 2) : said(label)
}

// React writes only what has changed for it: what was translated must be given back by hand.
function restore() {
  if (!words.size) return
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
  while (walker.nextNode()) {
    const node = walker.currentNode
    const kept = before.get(node)
    if (!kept) continue
    before.delete(node)
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.nodeValue === kept[1]) node.nodeValue = kept[0]
    } else {
      for (const [name, [english, told]] of Object.entries(kept))
        if (node.getAttribute(name) === told) node.setAttribute(name, english)
    }
  }
}
