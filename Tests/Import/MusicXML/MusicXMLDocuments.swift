import MuseImport
import MuseMusic
import MuseProtocols

/// Reads a document of one part with the id P1. Unless they say otherwise, its measures are in 4/4 with two divisions
/// per quarter.
func readXML(_ measures: String..., partList: String? = nil, header: String = "") -> Imported {
    let list = partList ?? #"<score-part id="P1"><part-name>Music</part-name></score-part>"#
    let attributes =
        "<attributes><divisions>2</divisions><time><beats>4</beats><beat-type>4</beat-type></time></attributes>"
    var music = ""
    for (i, measure) in measures.enumerated() {
        let isBare = measure.hasPrefix("<measure")
        let start = i == 0 ? attributes : ""
        music += isBare ? measure : #"<measure number="\#(i + 1)">\#(start)\#(measure)</measure>"#
    }
    return readXML(
        document: """
            <score-partwise version="4.0">\(header)<part-list>\(list)</part-list>
            <part id="P1">\(music)</part></score-partwise>
            """)
}

func readXML(document: String) -> Imported { MusicXMLImporter().read(Array(document.utf8), name: "t.musicxml") }

/// A `note` element. The name is a pitch such as `F#4`, or `r` for a rest.
func xmlNote(
    _ name: String, _ duration: Int, voice: String = "1", before: String = "", after: String = ""
) -> String {
    let kind: String
    if let pitch = Pitch(name) {
        let alter = pitch.alter == 0 ? "" : "<alter>\(pitch.alter)</alter>"
        kind = "<pitch><step>\(name.prefix(1))</step>\(alter)<octave>\(pitch.octave)</octave></pitch>"
    } else {
        kind = "<rest/>"
    }
    let length = duration == 0 ? "" : "<duration>\(duration)</duration>"
    return "<note>\(before)\(kind)\(length)<voice>\(voice)</voice>\(after)</note>"
}

func backup(_ duration: Int) -> String { "<backup><duration>\(duration)</duration></backup>" }
func forward(_ duration: Int) -> String { "<forward><duration>\(duration)</duration></forward>" }

extension Imported {
    /// `onset duration pitch` of each note of a part, in eighths, with `~` after tied notes.
    func eighths(part: Int = 0) -> [String] {
        guard score.parts.indices.contains(part) else { return [] }
        let eighth = Score.notationTicksPerQuarter / 2
        func text(_ ticks: Int) -> String {
            ticks % eighth == 0 ? "\(ticks / eighth)" : "\(Double(ticks * 100 / eighth) / 100)"
        }
        return score.parts[part].notes.map {
            "\(text($0.onset)) \(text($0.duration)) \($0.pitch)\($0.isTied ? "~" : "")"
        }
    }

    var messages: [String] { (diagnostics + tunes.flatMap(\.diagnostics)).map(\.message) }
}
