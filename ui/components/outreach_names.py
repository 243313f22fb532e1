"""What the checks of a message are called on the screen; their ids are those of the command line."""

from ui.language import mark

NAMES = {
    "O-FACT-NUM": mark("Figures and contacts"),
    "O-FACT-NAME": mark("Names"),
    "O-PLACEHOLDER": mark("Gaps to fill in"),
    "O-CLAIM": mark("Promises and claims"),
    "O-LAW": mark("Law of the place"),
    "O-SUPPRESS": mark("Objection on record"),
    "O-OPTOUT": mark("Opt-out, sender, origin"),
    "O-LANG": mark("Language"),
    "O-GENDER": mark("Gender of the reader"),
    "O-CIV": mark("Civility"),
    "O-VOUS": mark("Formal address"),
    "O-LEN": mark("Length"),
    "O-SUBJ": mark("Subject"),
    "O-CTA": mark("One question"),
    "O-YOU": mark("Reader before sender"),
    "O-LINKS": mark("Links"),
    "O-CAPS": mark("Capitals and marks"),
    "O-SPAM": mark("Spam words"),
    "O-AI-TELL": mark("Machine phrases"),
    "O-READ": mark("Readability"),
    "O-TYPO-FR": mark("French typography"),
    "O-GRAM": mark("Grammar"),
    "O-DIVERSE": mark("Unlike the others"),
    "O-TRACE": mark("Facts with a source"),
}
