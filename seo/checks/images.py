"""Checks of images: their size on the page, their alternative text as words, how they are loaded."""

import re
from urllib.parse import unquote, urlsplit

from seo.check import Family, Level, Verdict, check, failed, not_applicable, passed, warned
from seo.element import Element
from seo.judging import judge_each
from seo.page_view import PageView

_ALT_LONGEST = 100
_DIGITS = re.compile(r"\d+")
_NO_SIZE = frozenset({"", "auto", "initial", "unset", "inherit"})
_DATA_SVG = re.compile(r"data:image/svg\+xml[;,]", re.IGNORECASE)
_EXTENSION = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?|heic|jfif|ico)\b", re.IGNORECASE)
_ENDS_AS_FILE = re.compile(rf"[\w)]{_EXTENSION.pattern}\Z", re.IGNORECASE)
_CAMERA = re.compile(
    r"(?:img|dsc[nf]?|dscn|pict?|pxl|photo|image|scan|capture|screenshot|whatsapp[ _-]?image|sans[ _-]titre"
    r"|untitled|capture\s+d['’]écran|bildschirmfoto|screen\sshot)"
    r"[ _-]*\(?\d[\d _.()-]*(?:(?:at|à|um)\s[\d.]+)?",
    re.IGNORECASE,
)
# "2023-05-06 14.33.10": the moment a picture was taken is all the name some cameras give.
_TAKEN_AT = re.compile(r"(?:19|20)\d{2}[-_.]?\d{2}[-_.]?\d{2}[\sT_.-]+\d{2}[.:_h-]?\d{2}(?:[.:_-]?\d{2})?")
_SEPARATORS = re.compile(r"[\s_+.-]+")
_SCALED = re.compile(r"[-_](?:\d{2,4}x\d{2,4}|scaled|thumb(?:nail)?|min|\d{1,4}w|@2x)$", re.IGNORECASE)
_OLD_FORMAT = re.compile(r"\.(?:jpe?g|png|gif|bmp|tiff?)(?:$|[?#])", re.IGNORECASE)
_MODERN_TYPE = re.compile(r"image/(?:webp|avif|jxl)", re.IGNORECASE)
# The first images are seen at once; those after may wait.
_AT_ONCE = 3
_EMBEDDED_LARGEST = 10_000


@check(
    "unsized-images",
    Family.TECHNICAL,
    title="Images have their size in the page",
    threshold="width and height in digits, or in the style sheet, or one of them with aspect-ratio",
    why="Without them the text jumps while the images load, and people tap the wrong thing.",
    how_to_fix="Give each img its width and height attributes in pixels.",
    source="Lighthouse unsized-images",
)
def unsized_images(page: PageView) -> Verdict:
    """Judge the images that are part of the layout; an outer style sheet may give sizes we do not see."""
    if not page.images:
        return not_applicable("no image")
    images = [image for image in page.images if _takes_part(page, image)]
    bad = [image for image in images if not _is_sized(page, image)]
    if not bad:
        return passed(len(images))
    value = f"{len(bad)} of {len(images)}"
    return failed(value, *page.spots(bad))


@check(
    "image-alt-filename",
    Family.CONTENT,
    title="Alternative texts are words",
    threshold="no file name such as IMG_2041.jpg as alternative text",
    why="A file name tells neither people nor Google Images what is to be seen.",
    how_to_fix="Write what the image shows: “Salle de bains rénovée à Mérignac”.",
    source="ACT rule 9eb3f6, squirrelscan",
)
def image_alt_filename(page: PageView) -> Verdict:
    """Compare the name of each image with its file's name."""
    named = [
        image
        for image in (*page.images, *_image_buttons(page))
        if page.accessible.visibility.is_read_out(image) and page.accessible.names.name(image)
    ]
    return judge_each(
        page,
        [image for image in named if image.get("alt").strip()],
        lambda image: (
            _is_download(image) or not is_filename(page.accessible.names.name(image), image.get("src"))
        ),
        absent="no image with an alternative text",
    )


@check(
    "image-alt-length",
    Family.CONTENT,
    title="Alternative texts are short",
    threshold="up to 100 characters",
    why="A screen reader reads them in one go; a long text belongs below the image.",
    how_to_fix="Say in a few words what the image shows, and put the rest into the text.",
    source="Screaming Frog, seonaut",
    impact=Level.LOW,
)
def image_alt_length(page: PageView) -> Verdict:
    """Count the characters of each alternative text."""
    named = [image for image in page.images if image.get("alt").strip()]
    if not named:
        return not_applicable("no image with an alternative text")
    long = [image for image in named if len(image.get("alt").strip()) > _ALT_LONGEST]
    return warned(f"{len(long)} of {len(named)}", *page.spots(long)) if long else passed(len(named))


@check(
    "image-format",
    Family.TECHNICAL,
    title="Images come in a modern format",
    threshold="WebP or AVIF for photographs, with JPEG or PNG at most as a fallback",
    why="Modern formats need a third of the data, and the page appears sooner on a phone.",
    how_to_fix="Convert the images to WebP; most site builders do so with one switch.",
    source="Lighthouse modern-image-formats, squirrelscan",
    impact=Level.LOW,
)
def image_format(page: PageView) -> Verdict:
    """Judge the addresses of the images; a picture that offers a modern format is fine."""
    images = [image for image in page.images if image.get("src") and not image.get("src").startswith("data:")]
    if not images:
        return not_applicable("no image")
    old = [image for image in images if _OLD_FORMAT.search(image.get("src")) and not _offers_modern(image)]
    return warned(f"{len(old)} of {len(images)}", *page.spots(old)) if old else passed(len(images))


@check(
    "image-lazy",
    Family.TECHNICAL,
    title="Images further down wait until they are needed",
    threshold='loading="lazy" on images after the third, and not on the first',
    why="A phone loads first what is seen first.",
    how_to_fix='Put loading="lazy" on the images further down, and take it off the first.',
    source="squirrelscan lazy-above-fold, Lighthouse offscreen-images",
    impact=Level.LOW,
)
def image_lazy(page: PageView) -> Verdict:
    """Judge the images by their order in the page."""
    images = [
        image for image in page.images if image.get("src") and page.accessible.visibility.is_on_screen(image)
    ]
    if not images:
        return not_applicable("no image")
    wrong = [image for image in images[:1] if image.get("loading").strip().lower() == "lazy"]
    wrong += [image for image in images[_AT_ONCE:] if image.get("loading").strip().lower() != "lazy"]
    return warned(f"{len(wrong)} of {len(images)}", *page.spots(wrong)) if wrong else passed(len(images))


@check(
    "image-embedded",
    Family.TECHNICAL,
    title="Images are files of their own",
    threshold="no image of more than 10 KB inside the HTML",
    why="An image inside the HTML holds up the text and is loaded again with every page.",
    how_to_fix="Save the image as a file and link it.",
    source="squirrelscan",
    impact=Level.LOW,
)
def image_embedded(page: PageView) -> Verdict:
    """Look for long data: addresses."""
    if not page.images:
        return not_applicable("no image")
    large = [image for image in page.images if _is_large_data(image.get("src"))]
    if large:
        return warned(len(large), *(page.spot(image, image.get("src")[:60]) for image in large[:10]))
    return passed(len(page.images))


@check(
    "image-file-name",
    Family.CONTENT,
    title="Image files have speaking names",
    threshold="no camera names such as IMG_2041.jpg for more than half of the images",
    why="Google Images reads the file's name too.",
    how_to_fix="Name the files after what they show: renovation-salle-de-bains-merignac.webp.",
    source="Google: image SEO best practices, squirrelscan",
    impact=Level.LOW,
    effort=Level.MEDIUM,
)
def image_file_name(page: PageView) -> Verdict:
    """Count the images whose file has the name a camera gave it."""
    stems = [(image, _stem(image.get("src"))) for image in page.images]
    named = [(image, stem) for image, stem in stems if stem]
    if not named:
        return not_applicable("no image file")
    bare = [image for image, stem in named if _CAMERA.fullmatch(stem) or stem.isdigit()]
    if 2 * len(bare) > len(named):
        return warned(f"{len(bare)} of {len(named)}", *page.spots(bare))
    return passed(f"{len(bare)} of {len(named)}")


def is_filename(name: str, source: str) -> bool:
    """Tell whether an alternative text is a file's name, the image's own or one a camera gives."""
    text = name.strip()
    if _ENDS_AS_FILE.search(text):
        return True
    if _CAMERA.fullmatch(text) or _TAKEN_AT.fullmatch(text):
        return True
    stem = _stem(source)
    if not stem or text.casefold() != stem.casefold():
        return bool(stem) and "_" in text and _plain(text) == _plain(stem)
    # One word that is also the file's name may well be what the image shows; joined ones are no words.
    return re.search(r"[_\d-]", text) is not None


def _stem(source: str) -> str:
    """Return the name of an image's file without extension and size, empty for data and scripts."""
    if not source or source.startswith("data:"):
        return ""
    try:
        name = unquote(urlsplit(source.strip()).path).rpartition("/")[2]
    except ValueError:
        return ""
    return _SCALED.sub("", _EXTENSION.sub("", name))


def _plain(text: str) -> str:
    return _SEPARATORS.sub(" ", text).strip().casefold()


def _image_buttons(page: PageView) -> list[Element]:
    return [one for one in page.tags("input") if one.get("type").strip().lower() == "image"]


def _takes_part(page: PageView, image: Element) -> bool:
    """Tell whether an image takes part in the layout: neither floating above it, nor hidden, nor inlined."""
    source = image.get("src")
    if not (source or image.get("srcset")) or _DATA_SVG.match(source):
        return False
    if page.styles.value(image, "position") in {"fixed", "absolute"}:
        return False
    return not page.accessible.visibility.is_hidden(image)


def _is_sized(page: PageView, image: Element) -> bool:
    attributes = {name: bool(_DIGITS.fullmatch(image.get(name).strip())) for name in ("width", "height")}
    if all(attributes.values()):
        return True
    width, height = (
        attributes[name] or page.styles.value(image, name) not in _NO_SIZE for name in ("width", "height")
    )
    ratio = page.styles.value(image, "aspect-ratio") not in _NO_SIZE
    return (width and height) or ((width or height) and ratio)


def _offers_modern(image: Element) -> bool:
    picture = image.parent if image.parent is not None and image.parent.tag == "picture" else None
    sources = picture.find("source") if picture is not None else ()
    return any(
        _MODERN_TYPE.search(source.get("type")) or re.search(r"\.(?:webp|avif)\b", source.get("srcset"), re.I)
        for source in sources
    ) or bool(re.search(r"\.(?:webp|avif)\b", image.get("srcset"), re.I))


def _is_download(image: Element) -> bool:
    """Tell whether an image stands in a link that saves a file: there the file's name is the point."""
    link = image.closest("a")
    return link is not None and link.has("download")


def _is_large_data(source: str) -> bool:
    return source.startswith("data:") and len(source) > _EMBEDDED_LARGEST
