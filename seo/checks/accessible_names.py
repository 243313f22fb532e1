"""Checks that what people use has a name: images, links, buttons, fields. Verdicts of axe-core 4.14."""

from seo.aria_tables import NEEDS_NAME, PRESENTATIONAL
from seo.check import Family, Level, Verdict, check
from seo.element import Element
from seo.judging import judge_each
from seo.names import folded
from seo.page_view import PageView
from seo.roles import explicit_role, tabindex

_UNLABELLED = frozenset({"hidden", "image", "button", "submit", "reset"})


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
    source="axe link-name, WCAG 2.4.4",
    impact=Level.HIGH,
)
def link_name(page: PageView) -> Verdict:
    """Judge the a elements with an address, in drawings too."""
    links = [link for link in page.tags("a") if link.has("href")]
    return judge_each(
        page,
        page.accessible.read_out(links),
        lambda link: _is_link_named(page, link),
        absent="no link",
    )


@check(
    "button-name",
    Family.ACCESSIBILITY,
    title="Buttons have a name",
    threshold="text, aria-label, aria-labelledby, title or a label on every button",
    why="A button without words is announced as “button” only: nobody knows what it does.",
    how_to_fix="Put words into the button, or an aria-label where it shows an icon only.",
    source="axe button-name, WCAG 4.1.2",
    impact=Level.HIGH,
)
def button_name(page: PageView) -> Verdict:
    """Judge the button elements."""
    return judge_each(
        page,
        (one for one in page.accessible.read_out(page.tags("button")) if _needs_name(page, one)),
        lambda button: (
            bool(page.accessible.names.content(button))
            or _is_named(page, button)
            or _has_label(page, button)
            or _is_presentational(page, button)
        ),
        absent="no button",
    )


@check(
    "label",
    Family.ACCESSIBILITY,
    title="Form fields have a label",
    threshold="a label, aria-label, aria-labelledby, title or placeholder on every field",
    why="Without a label people do not know what to write, and give the form up.",
    how_to_fix="Tie a label element to each field by for and id.",
    source="axe label, WCAG 4.1.2",
    impact=Level.HIGH,
)
def label(page: PageView) -> Verdict:
    """Judge inputs and text areas."""
    fields = [one for one in page.tags("input", "textarea") if one.tag == "textarea" or _takes_label(one)]
    return judge_each(
        page,
        page.accessible.read_out(fields),
        lambda field: (
            (_is_labelled(page, field) or bool(folded(field.get("placeholder"))))
            and not _is_only_label_hidden(page, field)
        ),
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
    if roles.is_in_tab_order(link) and not names.name(link):
        return False
    return bool(names.content(link)) or _is_named(page, link)


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
