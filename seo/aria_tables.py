"""Facts of WAI-ARIA 1.2 and HTML-AAM that names and roles are computed from."""

from scrapers.vocabulary import words

ROLES = words(
    "alert alertdialog application article banner blockquote button caption cell checkbox code",
    "columnheader combobox comment complementary contentinfo definition deletion dialog directory",
    "document emphasis feed figure form grid gridcell group heading image img insertion link list listbox",
    "listitem log main mark marquee math menu menubar menuitem menuitemcheckbox menuitemradio meter",
    "navigation none note option paragraph presentation progressbar radio radiogroup region row rowgroup",
    "rowheader scrollbar search searchbox sectionfooter sectionheader separator slider spinbutton status",
    "strong subscript suggestion superscript switch tab table tablist tabpanel term text textbox time",
    "timer toolbar tooltip tree treegrid treeitem",
)
NAMED_FROM_CONTENT = words(
    "button cell checkbox columnheader directory figure gridcell heading link listitem menuitem",
    "menuitemcheckbox menuitemradio option radio row rowgroup rowheader switch tab table term text",
    "tooltip treeitem",
)
NEEDS_NAME = words(
    "alertdialog application button checkbox combobox dialog image img link listbox menuitem",
    "menuitemcheckbox menuitemradio meter option progressbar radio searchbox slider spinbutton switch",
    "textbox toolbar treeitem",
)
WIDGETS = words(
    "button checkbox combobox gridcell link listbox menuitem menuitemcheckbox menuitemradio option",
    "progressbar radio scrollbar searchbox slider spinbutton switch tab textbox treeitem",
)
CONTROL_VALUES = words("textbox progressbar scrollbar slider spinbutton combobox listbox")
PRESENTATIONAL = frozenset({"presentation", "none"})
GLOBAL_ATTRIBUTES = frozenset(
    f"aria-{name}"
    for name in words(
        "actions atomic braillelabel brailleroledescription busy controls current describedby description",
        "details disabled dropeffect errormessage flowto grabbed haspopup hidden invalid keyshortcuts label",
        "labelledby live owns relevant roledescription",
    )
)

# Elements whose text never reaches anyone, and those the browser's own style sheet takes away.
UNSEEN = frozenset({"script", "style", "noscript", "template"})
NOT_DISPLAYED = words(
    "area base basefont datalist head link meta noembed noframes param rp script style template title",
)
PHRASING = words(
    "a abbr area audio b bdi bdo br button canvas cite code data datalist del dfn em embed i iframe ins",
    "kbd label link map mark math meter noscript object output progress q ruby s samp script select slot",
    "small span strong sub sup svg template textarea time u var video wbr",
)
EMBEDDED = words("audio canvas embed iframe img math object svg video")
NOT_TEXT_INPUTS = words("button checkbox color file hidden image password radio reset submit")
TEXT_INPUTS = frozenset({"text", "tel", "url", "email", ""})
INPUT_TYPES = words(
    "button checkbox color date datetime-local email file hidden image month number password radio range",
    "reset search submit tel text time url week",
)
DISABLEABLE = words("button fieldset input keygen optgroup option select textarea")
IMPLICIT_ROLES = {
    "article": "article",
    "body": "document",
    "button": "button",
    "datalist": "listbox",
    "dd": "definition",
    "details": "group",
    "dfn": "term",
    "dialog": "dialog",
    "dt": "term",
    "fieldset": "group",
    "figure": "figure",
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    "hr": "separator",
    "li": "listitem",
    "main": "main",
    "math": "math",
    "menu": "list",
    "meter": "meter",
    "nav": "navigation",
    "ol": "list",
    "optgroup": "group",
    "option": "option",
    "output": "status",
    "progress": "progressbar",
    "search": "search",
    "summary": "button",
    "table": "table",
    "tbody": "rowgroup",
    "td": "cell",
    "textarea": "textbox",
    "tfoot": "rowgroup",
    "th": "columnheader",
    "thead": "rowgroup",
    "tr": "row",
    "ul": "list",
}
# Children that are presentational where their parent is.
INHERITS_FROM = {
    "td": frozenset({"tr"}),
    "th": frozenset({"tr"}),
    "tr": frozenset({"thead", "tbody", "tfoot", "table"}),
    "thead": frozenset({"table"}),
    "tbody": frozenset({"table"}),
    "tfoot": frozenset({"table"}),
    "li": frozenset({"ol", "ul"}),
    "dt": frozenset({"dl", "div"}),
    "dd": frozenset({"dl", "div"}),
    "div": frozenset({"dl"}),
}
SECTIONING = frozenset({"article", "aside", "nav", "section"})
SECTIONING_ROLES = frozenset({"article", "complementary", "navigation", "region"})
