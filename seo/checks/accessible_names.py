"""Checks that what people use has a name: images, links, buttons, fields. Verdicts of axe-core 4.14."""

from scrapers.vocabulary import words
from seo.aria_tables import NEEDS_NAME, PRESENTATIONAL
from seo.check import Family, Level, Verdict, check
from seo.element import Element
from seo.judging import judge_each
from seo.names import folded
from seo.page_view import PageView
from seo.roles import explicit_role, tabindex

_UNLABELLED = frozenset({"hidden", "image", "button", "submit", "reset"})
_FIELDS = frozenset({"input", "textarea", "select"})
# Roles of fields that are no fields of HTML: a label element names none of them.
_FIELD_ROLES = words(
    "checkbox combobox listbox menuitemcheckbox menuitemradio radio searchbox slider spinbutton switch",
    "textbox",
)


@check(
    "image-alt",
    Family.ACCESSIBILITY,
    title="Images have an alternative text",
    threshold="an alt attribute (empty for decoration), aria-label, aria-labelledby or title on every image",
    why="People who cannot see an image, and Google Images, know it by this text only.",
    how_to_fix='Describe what each image shows in its alt attribute; give decoration alt="".',
    source="axe image-alt, WCAG 1.1.1",
    impact=Level.HIGH,
)
def image_alt(page: PageView) -> Verdict:
    """Judge the images a screen reader meets."""
    return judge_each(
        page,
        (image for image in page.accessible.read_out(page.images) if _needs_name(page, image)),
        lambda image: _has_alternative(page, image),
        absent="no image",
    )


@check(
    "input-image-alt",
    Family.ACCESSIBILITY,
    title="Image buttons have an alternative text",
    threshold="a non-empty alt, aria-label, aria-labelledby, title or label on every image button",
    why="Without it nobody who cannot see the image knows what the button does.",
    how_to_fix="Write what the button does in its alt attribute.",
    source="axe input-image-alt, WCAG 1.1.1",
)
def input_image_alt(page: PageView) -> Verdict:
    """Judge the inputs of type image."""
    buttons = [one for one in page.tags("input") if one.get("type").strip().lower() == "image"]
    return judge_each(
        page,
        (button for button in page.accessible.read_out(buttons) if _needs_name(page, button)),
        lambda button: bool(folded(button.get("alt"))) or _is_named(page, button) or _has_label(page, button),
        absent="no image button",
    )


@check(
    "link-name",
    Family.ACCESSIBILITY,
    title="Links have a name",
    threshold="text, an image with alt, aria-label, aria-labelledby or title in every link",
    why="A link without words is announced as “link” only, and tells Google nothing of its target.",
    how_to_fix="Put words into the link, or an aria-label where it shows an icon only.",
    source="axe link-name and area-alt, ACT c487ae, WCAG 2.4.4",
    impact=Level.HIGH,
)
def link_name(page: PageView) -> Verdict:
    """Judge a and area elements with an address, in drawings too, and what calls itself a link."""
    links = [link for link in page.links if link.has("href")]
    others = [one for one in _with_role(page, "link") if one.tag not in {"a", "area", "button"}]
    return judge_each(
        page,
        page.accessible.read_out(links + others),
        lambda link: (
            _is_link_named(page, link) if link.tag == "a" else bool(page.accessible.names.name(link))
        ),
        absent="no link",
    )


@check(
    "button-name",
    Family.ACCESSIBILITY,
    title="Buttons have a name",
    threshold="text, aria-label, aria-labelledby, title or a label on every button",
    why="A button without words is announced as “button” only: nobody knows what it does.",
    how_to_fix="Put words into the button, or an aria-label where it shows an icon only.",
    source="axe button-name and aria-command-name, ACT 97a4e1, WCAG 4.1.2",
    impact=Level.HIGH,
)
def button_name(page: PageView) -> Verdict:
    """Judge the button elements, and what calls itself a button."""
    others = [one for one in _with_role(page, "button") if one.tag not in {"button", "input", "summary", "a"}]
    return judge_each(
        page,
        (one for one in page.accessible.read_out(page.tags("button") + others) if _needs_name(page, one)),
        lambda button: _is_button_named(page, button),
        absent="no button",
    )


@check(
    "label",
    Family.ACCESSIBILITY,
    title="Form fields have a label",
    threshold="a label, aria-label, aria-labelledby, title or placeholder on every field",
    why="Without a label people do not know what to write, and give the form up.",
    how_to_fix="Tie a label element to each field by for and id.",
    source="axe label and aria-input-field-name, ACT e086e5, WCAG 4.1.2",
    impact=Level.HIGH,
)
def label(page: PageView) -> Verdict:
    """Judge inputs, text areas and what calls itself a field."""
    fields = [one for one in page.tags("input", "textarea") if one.tag == "textarea" or _takes_label(one)]
    others = [one for one in _with_role(page, *_FIELD_ROLES) if one.tag not in _FIELDS]
    return judge_each(
        page,
        page.accessible.read_out(fields + others),
        lambda field: _is_field_named(page, field),
        absent="no form field",
    )


@check(
    "select-name",
    Family.ACCESSIBILITY,
    title="Drop-down lists have a label",
    threshold="a label, aria-label, aria-labelledby or title on every select",
    why="Without a label people do not know what they choose.",
    how_to_fix="Tie a label element to each list by for and id.",
    source="axe select-name, WCAG 4.1.2",
)
def select_name(page: PageView) -> Verdict:
    """Judge the select elements."""
    return judge_each(
        page,
        page.accessible.read_out(page.tags("select")),
        lambda field: _is_labelled(page, field) and not _is_only_label_hidden(page, field),
        absent="no drop-down list",
    )


@check(
    "frame-title",
    Family.ACCESSIBILITY,
    title="Frames have a title",
    threshold="a title, aria-label or aria-labelledby on every iframe and frame",
    why="People who use a screen reader learn from it whether a map or a video is in the frame.",
    how_to_fix="Say in the title attribute of each iframe what it shows, such as the map of the workshop.",
    source="axe frame-title, WCAG 4.1.2",
)
def frame_title(page: PageView) -> Verdict:
    """Judge the frames the tab key may reach."""
    frames = [one for one in page.tags("iframe", "frame") if (tabindex(one) or 0) >= 0]
    return judge_each(
        page,
        page.accessible.read_out(frames),
        lambda frame: _is_named(page, frame) or (not frame.has("title") and _is_presentational(page, frame)),
        absent="no frame",
    )


def _with_role(page: PageView, *roles: str) -> list[Element]:
    """Return the elements that give themselves one of some roles."""
    return [one for one in page.having("role") if explicit_role(one) in roles]


def _is_button_named(page: PageView, button: Element) -> bool:
    if (
        page.accessible.names.has_content(button)
        or _is_named(page, button)
        or _is_presentational(page, button)
    ):
        return True
    return button.tag == "button" and _has_label(page, button)


def _is_field_named(page: PageView, field: Element) -> bool:
    if field.tag not in _FIELDS:
        return bool(page.accessible.names.name(field))
    is_named = _is_labelled(page, field) or bool(folded(field.get("placeholder")))
    return is_named and not _is_only_label_hidden(page, field)


def _needs_name(page: PageView, element: Element) -> bool:
    """Tell whether the role an element gives itself is one that must have a name."""
    role = explicit_role(element)
    if not role or role in PRESENTATIONAL or role in NEEDS_NAME:
        return True
    return page.accessible.roles.is_focusable(element)


def _is_named(page: PageView, element: Element) -> bool:
    names = page.accessible.names
    return bool(names.aria_label(element) or names.referenced(element) or folded(element.get("title")))


def _is_presentational(page: PageView, element: Element) -> bool:
    return page.accessible.roles.role(element) in PRESENTATIONAL


def _has_alternative(page: PageView, image: Element) -> bool:
    if _is_presentational(page, image):
        return True
    alt = image.attributes.get("alt")
    if alt and not alt.strip():
        return False
    return alt is not None or _is_named(page, image)


def _is_link_named(page: PageView, link: Element) -> bool:
    names, roles = page.accessible.names, page.accessible.roles
    if names.has_content(link):
        return True
    if roles.is_in_tab_order(link) and not names.name(link):
        return False
    return _is_named(page, link)


def _takes_label(field: Element) -> bool:
    return field.get("type").lower() not in _UNLABELLED


def _has_label(page: PageView, control: Element) -> bool:
    """Tell whether a label element around a control or tied to it says anything."""
    names, visibility = page.accessible.names, page.accessible.visibility
    around = control.closest("label")
    if around is not None and names.label(around, control):
        return True
    return any(
        not visibility.is_on_screen(one) or names.label(one, control)
        for one in names.explicit_labels(control)
    )


def _is_labelled(page: PageView, field: Element) -> bool:
    return _has_label(page, field) or _is_named(page, field) or _is_presentational(page, field)


def _is_only_label_hidden(page: PageView, field: Element) -> bool:
    labels = page.accessible.names.explicit_labels(field)
    if not labels or page.accessible.visibility.is_read_out(labels[0]):
        return False
    return not page.accessible.names.name(field)
