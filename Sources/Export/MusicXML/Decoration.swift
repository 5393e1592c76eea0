/// The MusicXML equivalents of the decorations of the ABC standard (section 4.14).
enum Decoration {
    /// In `notations`, within a group element.
    case ornament(Mark)
    case technical(Mark)
    case articulation(Mark)
    /// Directly in `notations`.
    case notation(Mark)
    /// A `dynamics` direction of this name.
    case dynamics(StaticString)
    /// A hairpin: `crescendo`, `diminuendo` or `stop`.
    case wedge(StaticString)
    case segno
    case coda
    /// Words with a playback instruction: an attribute of `sound` and its value.
    case jump(words: String, sound: StaticString, value: StaticString)
    case words(String)
    /// Affects only the appearance.
    case ignored

    /// An element with at most one attribute, and optional text.
    struct Mark {
        var name: StaticString
        var attribute: (name: StaticString, value: StaticString)?
        var text: StaticString?

        init(_ name: StaticString, _ attribute: (StaticString, StaticString)? = nil, text: StaticString? = nil) {
            self.name = name
            self.attribute = attribute
            self.text = text
        }
    }

    /// Names that the standard does not define become words above the note.
    init(_ name: String) { self = Self.table[name] ?? .words(name) }

    var isNotation: Bool {
        switch self {
        case .ornament, .technical, .articulation, .notation: true
        default: false
        }
    }

    private static let table: [String: Decoration] = {
        var table: [String: Decoration] = [
            "trill": .ornament(Mark("trill-mark")),
            "trill(": .ornament(Mark("wavy-line", ("type", "start"))),
            "trill)": .ornament(Mark("wavy-line", ("type", "stop"))),
            "mordent": .ornament(Mark("mordent")), "lowermordent": .ornament(Mark("mordent")),
            "pralltriller": .ornament(Mark("inverted-mordent")),
            "uppermordent": .ornament(Mark("inverted-mordent")),
            // Programs print a roll with the sign of a turn.
            "roll": .ornament(Mark("turn")), "turn": .ornament(Mark("turn")),
            "turnx": .ornament(Mark("turn", ("slash", "yes"))),
            "invertedturn": .ornament(Mark("inverted-turn")),
            "invertedturnx": .ornament(Mark("inverted-turn", ("slash", "yes"))),
            "tremolo": .ornament(Mark("tremolo", text: "3")),
            "/": .ornament(Mark("tremolo", text: "1")), "//": .ornament(Mark("tremolo", text: "2")),
            "///": .ornament(Mark("tremolo", text: "3")), "////": .ornament(Mark("tremolo", text: "4")),

            "staccato": .articulation(Mark("staccato")), "wedge": .articulation(Mark("staccatissimo")),
            "tenuto": .articulation(Mark("tenuto")),
            "accent": .articulation(Mark("accent")), ">": .articulation(Mark("accent")),
            "emphasis": .articulation(Mark("accent")),
            "marcato": .articulation(Mark("strong-accent")), "^": .articulation(Mark("strong-accent")),
            "breath": .articulation(Mark("breath-mark")), "shortphrase": .articulation(Mark("breath-mark")),
            "mediumphrase": .articulation(Mark("breath-mark")), "longphrase": .articulation(Mark("caesura")),
            "slide": .articulation(Mark("scoop")),

            "upbow": .technical(Mark("up-bow")), "downbow": .technical(Mark("down-bow")),
            "open": .technical(Mark("open-string")), "plus": .technical(Mark("stopped")),
            "+": .technical(Mark("stopped")), "thumb": .technical(Mark("thumb-position")),
            "snap": .technical(Mark("snap-pizzicato")),
            "0": .technical(Mark("fingering", text: "0")), "1": .technical(Mark("fingering", text: "1")),
            "2": .technical(Mark("fingering", text: "2")), "3": .technical(Mark("fingering", text: "3")),
            "4": .technical(Mark("fingering", text: "4")), "5": .technical(Mark("fingering", text: "5")),

            "fermata": .notation(Mark("fermata", ("type", "upright"))),
            "invertedfermata": .notation(Mark("fermata", ("type", "inverted"))),
            "arpeggio": .notation(Mark("arpeggiate")),

            "crescendo(": .wedge("crescendo"), "<(": .wedge("crescendo"),
            "diminuendo(": .wedge("diminuendo"), ">(": .wedge("diminuendo"),
            "crescendo)": .wedge("stop"), "<)": .wedge("stop"),
            "diminuendo)": .wedge("stop"), ">)": .wedge("stop"),

            "segno": .segno, "coda": .coda,
            "fine": .jump(words: "Fine", sound: "fine", value: "yes"),
            "D.C.": .jump(words: "D.C.", sound: "dacapo", value: "yes"),
            "dacapo": .jump(words: "Da Capo", sound: "dacapo", value: "yes"),
            "D.C.alfine": .jump(words: "D.C. al Fine", sound: "dacapo", value: "yes"),
            "D.C.alcoda": .jump(words: "D.C. al Coda", sound: "dacapo", value: "yes"),
            "D.S.": .jump(words: "D.S.", sound: "dalsegno", value: "segno"),
            "D.S.alfine": .jump(words: "D.S. al Fine", sound: "dalsegno", value: "segno"),
            "D.S.alcoda": .jump(words: "D.S. al Coda", sound: "dalsegno", value: "segno"),
            "dacoda": .jump(words: "To Coda", sound: "tocoda", value: "coda"),

            "editorial": .ignored, "courtesy": .ignored, "xstem": .ignored, "beambr1": .ignored, "beambr2": .ignored,
            "rbstop": .ignored, "beamon": .ignored,
        ]
        let dynamics: [(String, StaticString)] = [
            ("pppp", "pppp"), ("ppp", "ppp"), ("pp", "pp"), ("p", "p"), ("mp", "mp"), ("mf", "mf"), ("f", "f"),
            ("ff", "ff"), ("fff", "fff"), ("ffff", "ffff"), ("sf", "sf"), ("sfz", "sfz"), ("fp", "fp"), ("fz", "fz"),
        ]
        for (name, element) in dynamics { table[name] = .dynamics(element) }
        return table
    }()
}
