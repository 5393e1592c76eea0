"""The inputs that the fuzzer starts from: small ones, files of the repository and those of MUSE_CORPORA."""

import hashlib
import io
import os
import struct
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
ENDINGS = {
    "abc": [".abc"], "midi": [".mid", ".midi", ".kar"], "musicxml": [".musicxml", ".xml"], "mxl": [".mxl"],
    "pianoroll": [".json"], "recipe": [], "manifest": [],
}
# Larger inputs are read slowly, and small ones differ from one another as much.
LARGEST = {"abc": 2_000, "midi": 2_000, "musicxml": 8_000, "mxl": 8_000, "pianoroll": 2_000}
# Of a large collection, files at regular distances.
MOST_FILES = 100


def write(reader, folder):
    """Writes the seeds of a reader, and its cases, into a folder."""
    cases = HERE / "cases" / reader
    inputs = [path.read_bytes() for path in sorted(cases.glob("*"))] + MADE[reader]()
    for name in filter(None, os.environ.get("MUSE_CORPORA", "").split(":")):
        if ENDINGS[reader]:
            inputs += collection(reader, Path(name))
    for content in inputs:
        (folder / hashlib.sha1(content).hexdigest()).write_bytes(content)


def collection(reader, folder):
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS[reader] and path.is_file())
    contents = [path.read_bytes() for path in paths]
    if reader == "abc":
        contents = [tune for content in contents for tune in tunes(content)[:5]]
    contents = [content for content in contents if len(content) <= LARGEST[reader]]
    return contents[:: 1 + len(contents) // MOST_FILES]


def tunes(book):
    return [b"X:" + tune for tune in (b"\n" + book).split(b"\nX:")[1:]]


def abc():
    book = tunes((REPOSITORY / "Corpora/traditional.abc").read_bytes())
    return book[::40] + [path.read_bytes() for path in REPOSITORY.glob("Recipes/tunes/*.abc")] + [
        b"X:1\nT:a\nM:6/8\nL:1/8\nQ:3/8=110\nV:1 name=\"a\"\nV:2 clef=bass transpose=-2\nK:Dmix\n"
        b"[V:1] |:\"Am7\"!f!(A>B c-)|{g}c3 [CEG]2z:|1 (3abc d2 y:|2 ~d/2e/4 z4|]\n[V:2] C,2 D,&E,4|x8|Z4|\n"
        b"w: la-la__ * la|\n",
    ]


def midi_file(*tracks, form=1, division=480):
    head = b"MThd" + struct.pack(">IHHH", 6, form, len(tracks), division)
    return head + b"".join(b"MTrk" + struct.pack(">I", len(track)) + track for track in tracks)


def midi():
    end = b"\0\xff\x2f\0"
    notes = b"".join(b"\0\x90%c\x50\x83\x60\x80%c\0" % (pitch, pitch) for pitch in (60, 62, 64, 65, 67, 69, 71, 72))
    head = b"\0\xff\x03\x01a\0\xff\x51\x03\x07\xa1\x20\0\xff\x58\x04\x06\x03\x18\x08\0\xff\x59\x02\x02\0"
    controls = b"\0\xc0\x07\0\xb0\x07\x60\0\xe0\0\x40\0\xff\x05\x03la-\0\xd0\x10"
    drums = b"\0\x99\x24\x7f\x60\x26\x50\x60\x24\0\0\x26\0"
    tune = midi_file(head + end, controls + notes + end, drums + end)
    return [
        midi_file(notes + end, form=0, division=96), tune, midi_file(notes + end, notes + end, form=2),
        midi_file(notes + end, division=0xE728), b"RIFF" + struct.pack("<I", len(tune) + 12) + b"RMIDdata"
        + struct.pack("<I", len(tune)) + tune, midi_file(b"\0\xff\x01\x05@KMID\0\xff\x01\x03\\la" + notes + end),
    ]


def document(measures):
    return (
        '<?xml version="1.0"?><score-partwise version="4.0"><work><work-title>a</work-title></work><part-list>'
        '<score-part id="P1"><part-name>a</part-name><midi-instrument id="I1"><midi-program>7</midi-program>'
        f'</midi-instrument></score-part></part-list><part id="P1">{measures}</part></score-partwise>').encode()


def musicxml():
    note = (
        "<note><pitch><step>{}</step><alter>1</alter><octave>4</octave></pitch><duration>2</duration>{}<voice>1</voice>"
        "<type>quarter</type></note>")
    attributes = (
        "<attributes><divisions>2</divisions><key><fifths>2</fifths><mode>major</mode></key><time><beats>2</beats>"
        "<beat-type>4</beat-type></time><clef><sign>G</sign><line>2</line></clef></attributes>")
    first = (
        f'<measure number="1">{attributes}<barline location="left"><repeat direction="forward"/></barline>'
        '<harmony><root><root-step>A</root-step></root><kind>minor-seventh</kind></harmony>'
        '<direction><direction-type><dynamics><f/></dynamics></direction-type><sound tempo="90"/></direction>'
        + note.format("C", '<tie type="start"/>') + note.format("C", '<tie type="stop"/>') + "</measure>")
    second = (
        '<measure number="2"><barline><ending number="1" type="start"/></barline>'
        "<note><grace/><pitch><step>D</step><octave>5</octave></pitch></note>" + note.format("E", "")
        + note.format("G", "<chord/>").replace("<note>", "<note><chord/>") + "<backup><duration>2</duration></backup>"
        "<note><rest/><duration>1</duration><voice>2</voice></note><forward><duration>1</duration></forward>"
        + '<note><pitch><step>B</step><octave>3</octave></pitch><duration>2</duration><type>eighth</type>'
        "<time-modification><actual-notes>3</actual-notes><normal-notes>2</normal-notes></time-modification>"
        '<notations><tuplet type="start"/><slur type="start"/><articulations><staccato/></articulations></notations>'
        "<lyric><syllabic>begin</syllabic><text>la</text></lyric></note>"
        '<barline location="right"><ending number="1" type="stop"/><repeat direction="backward"/></barline></measure>')
    timewise = (
        '<score-timewise><part-list><score-part id="P1"><part-name/></score-part></part-list><measure number="1">'
        '<part id="P1"><note><rest measure="yes"/><duration>4</duration></note></part></measure></score-timewise>')
    return [document(first), document(first + second), timewise.encode()]


def mxl():
    container = b'<container><rootfiles><rootfile full-path="score.xml"/></rootfiles></container>'
    score = document('<measure><note><rest/><duration>1</duration></note></measure>')
    mimetype = b"application/vnd.recordare.musicxml"
    files = []
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        for entries in (
                {"META-INF/container.xml": container, "score.xml": score}, {"score.xml": score},
                {"mimetype": mimetype, "META-INF/container.xml": container, "a.xml": score}):
            file = io.BytesIO()
            with zipfile.ZipFile(file, "w", method) as archive:
                for name, content in entries.items():
                    archive.writestr(zipfile.ZipInfo(name), content, method)
            files.append(file.getvalue())
    return files


def pianoroll():
    return [
        b'{"train": [[[60, 64, 67], [60], []]], "valid": [[[62]]], "test": [[[127, 0]]]}',
        b"[[[72, 67, 64, 48], [71, 67, -1, 48]], [[74, 69, 65, 50]]]", b'{"a": {"b": ["c", 1.5e3]}, "train": []}',
    ]


def recipe():
    paths = [*REPOSITORY.glob("Recipes/**/*.yaml"), *REPOSITORY.glob("Models/*/recipe.yaml")]
    return [path.read_bytes() for path in sorted(paths)] + [
        b"a: &a [1, 2.5e3, ~, 'x', \"\\u0041\"]\nb: {c: *a, d: !!str 7}\ne: |\n  f\ng: >-\n  h\n"]


def manifest():
    paths = [*REPOSITORY.glob("Plugins/*/plugin.yaml"), *REPOSITORY.glob("Tests/faults/plugins/plugin.yaml")]
    templates = REPOSITORY.glob("Sources/Plugins/Templates/*.yaml")
    return [path.read_bytes() for path in sorted(paths)] + [
        path.read_text().replace("NAME", "x").replace("ROUTE", "library: x.so").encode() for path in sorted(templates)]


MADE = {
    "abc": abc, "midi": midi, "musicxml": musicxml, "mxl": mxl, "pianoroll": pianoroll, "recipe": recipe,
    "manifest": manifest,
}
