"""The printed collections: numbers, titles and kinds of their tunes."""

import re
import unicodedata

from traditional.reading import LeftOut

# O'Neill's Music of Ireland (Chicago 1903) groups its 1850 tunes by kind.
ONEILL_SECTIONS = [
    (700, "air"), (1115, "jig"), (1175, "slip jig"), (1555, "reel"), (1780, "hornpipe"), (1800, "long dance")]

# Kinds by name; the first match counts. Used for the titles and R: fields of all collections.
KINDS = [
    (r"slip.?jig|hop.?jig", "slip jig"),
    (r"strathspey", "strathspey"),
    (r"highland fling|\bfling\b", "fling"),
    (r"hornpipe", "hornpipe"),
    (r"\breel\b|\breell\b", "reel"),
    (r"\bjigg?\b", "jig"),
    (r"\bclog\b", "clog"),
    (r"\bslide\b", "slide"),
    (r"\bpolka\b", "polka"),
    (r"\bwaltz\b", "waltz"),
    (r"\bmarche?\b|quick ?step|\btroop\b", "march"),
    (r"\bminuet\b", "minuet"),
    (r"\bgavotte?\b", "gavotte"),
    (r"walk.?around", "walkaround"),
    (r"\bair\b|\bsong\b|\blament", "air"),
]

# Tunes without a kind, or called airs, in the collections that are played as polkas today.
POLKAS = {
    "the rakes of mallow", "peas upon a trencher", "the enniskillen dragoons", "the white cockade",
    "my love she's but a lassie yet", "the girl i left behind me", "the rose tree",
}

# O'Neill prints a tempo word over each air. An air in 3/4 that is not slow has the tempo of a waltz, a brisk one in 2/4
# that of a polka.
BRISK = r"spirit|lively|livel|playful|cheerful|animat|gaily|gracefully"
MODERATE = BRISK + r"|moderate"


def kind_in(text):
    text = text.lower()
    return next((kind for pattern, kind in KINDS if re.search(pattern, text)), "")


def book_of(collection, path, values):
    if collection == "oneills1850":
        numbers = [int(n) for b in values["B"] for n in re.findall(r"\b(\d{1,4})\b", b) if 1 <= int(n) <= 1850]
        number = numbers[-1] if numbers else None
        if number is None and values["X"][0].isdigit() and re.match(r"\d{4}-\d{4}", path.name):
            low, high = map(int, re.match(r"(\d{4})-(\d{4})", path.name).groups())
            number = int(values["X"][0]) if low <= int(values["X"][0]) <= high else None
        if number is None:
            raise LeftOut("no number in the collection")
        return f"O'Neill's Music of Ireland (Chicago 1903), no. {number}", (0, number)
    if collection == "ryansMammoth":
        return "Ryan's Mammoth Collection (Boston 1883)", (1, 0)
    number = re.match(r"\d+", values["X"][0])
    volume = int(re.search(r"book(\d)", path.name)[1])
    years = {1: 1782, 2: 1782, 3: 1788, 4: 1794, 5: 1801, 6: 1803}
    if not number:
        raise LeftOut("no number in the collection")
    return f"Aird's Selection of Airs, vol. {volume} (Glasgow {years[volume]}), no. {int(number[0])}", (2, volume, int(number[0]))


def kind_of(collection, order, raw_title, values):
    if clean_title(raw_title).lower() in POLKAS:
        return "polka"
    if collection == "oneills1850":
        kind = next((kind for last, kind in ONEILL_SECTIONS if order[1] <= last), "") or kind_in(raw_title)
        tempo, meter = " ".join(values["N"]).lower(), values["M"][0] if values["M"] else ""
        if kind == "air" and not re.search("slow|tender|plaint|lament", tempo + raw_title.lower()):
            if meter == "3/4" and re.search(MODERATE, tempo):
                return "waltz"
            if meter == "2/4" and re.search(BRISK, tempo):
                return "polka"
        return kind
    kind = kind_in(" ".join(values["R"])) or kind_in(raw_title)
    return kind or ("slip jig" if values["M"][:1] == ["9/8"] else "")


SMALL_WORDS = set("a an and as at but by de du for from in la le of on or the to upon with o' ye gin".split())
KIND_SUFFIX = (
    r"\s*--?\s+(reel|jig|hornpipe|strathspey|clog|slip ?jig|highland fling|fling|walk ?around|slide)s?\b.*$")
ACCENTS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308"}


def clean_title(title):
    """A title in one style: title case, leading article, without kind, setting or stray signs at its end."""
    title = re.sub(r"\\(['`^\"])([A-Za-z])", lambda m: m[2] + ACCENTS[m[1]], title)
    title = unicodedata.normalize("NFC", title)
    title = title.replace("\u2019", "'").replace("at:", "at").replace("=", "-").replace('"', "").replace("_", " ")
    title = re.sub(KIND_SUFFIX, "", title, flags=re.I)
    title = re.sub(r"\ba(?=[A-Z])", "a ", title)
    title = re.sub(r"\s*[\[(][^\])]*(setting|version|#|no\.|aird|bk|book)[^\])]*[\])]", "", title, flags=re.I)
    title = re.sub(r"[.,]?\s*\b(1st|2nd|2d|3rd|first|second|third)\.? setting\b.*", "", title, flags=re.I)
    title = re.sub(r"(?<=\d)(st|nd|rd|th|d)\.(?= )", r"\1", title)
    title = re.sub(r"\b(Mr|Mrs|Col|Ger|Dr)[:.]?(?= )", r"\1.", title)
    title = re.sub(r"(?<=\b[A-Z]):", ".", title)
    title = re.sub(r"\s+", " ", title).strip(" .,;:")
    match = re.match(r"^(.*?)[ .]*,? (The)$", title, re.I) or re.match(r"^(.*?)[ .]*, (An|A)$", title, re.I)
    if match:
        title = f"{match[2]} {match[1]}"
    if title.upper() == title:
        title = title.lower()
    words = title.split(" ")
    return " ".join(
        word.lower() if 0 < i < len(words) - 1 and word.lower() in SMALL_WORDS else capital(word)
        for i, word in enumerate(words))


def capital(word):
    word = re.sub(r"^(\W*)(\w)", lambda m: m[1] + m[2].upper(), word)
    word = re.sub(r"^(O'|Mc|D')(\w)", lambda m: m[1] + m[2].upper(), word)
    return re.sub(r"-(\w)", lambda m: "-" + m[1].upper(), word)
