import MuseProtocols

/// Sizes of paper.
package enum PaperSize: String, SettingChoice {
    case a4
    case letter

    /// Width and height as ABC directives have them.
    var size: (width: String, height: String) {
        switch self {
        case .a4: ("21cm", "29.7cm")
        case .letter: ("8.5in", "11in")
        }
    }
}

/// The ABC directives that lay out printed pages.
struct PageLayout {
    let paper: PaperSize
    /// The size of notes and texts; 1 is that of most tunebooks.
    let scale: Double
    let numbersPages: Bool

    /// The size that scale 1 stands for, as a factor of a staff 8.5 mm high.
    private static let usualScale = 0.7

    /// Nimbus Roman, which Ghostscript needs anyway, has Latin, Greek and Cyrillic letters.
    private static let fonts = [
        ("title", "NimbusRoman-Bold", 20), ("subtitle", "NimbusRoman-Regular", 15),
        ("composer", "NimbusRoman-Italic", 14),
        ("info", "NimbusRoman-Italic", 14), ("text", "NimbusRoman-Regular", 15), ("words", "NimbusRoman-Regular", 15),
        ("vocal", "NimbusRoman-Regular", 14), ("gchord", "NimbusSans-Bold", 13),
        ("annotation", "NimbusSans-Regular", 12),
        ("parts", "NimbusRoman-Bold", 15), ("tempo", "NimbusRoman-Bold", 14), ("voice", "NimbusRoman-Bold", 13),
        ("footer", "NimbusRoman-Regular", 12), ("repeat", "NimbusRoman-Regular", 13),
    ]

    /// The rhythm left of the title, below it other titles, then the origin on the left and composers on the right.
    /// Lines of which a tune has nothing take no room.
    static let titles = "%%titleformat R-1 T0, T0, T0, T0, O-1 C1, C1, C1"

    /// The directives, whole lines.
    var directives: String {
        var lines = pageDirectives + ["%%scale \(rounded(Self.usualScale * scale))"]
        lines += Self.fonts.map { "%%\($0.0)font \($0.1) \($0.2)" }
        // The last line is as wide as the others if it is nearly full.
        lines += [Self.titles, "%%staffsep 38", "%%stretchlast 0.8"]
        if numbersPages { lines.append("%%footer \"\t$P\t\"") }
        return lines.map { $0 + "\n" }.joined()
    }

    var pageDirectives: [String] {
        let (width, height) = paper.size
        return [
            "%%pagewidth \(width)", "%%pageheight \(height)", "%%leftmargin 1.8cm", "%%rightmargin 1.8cm",
            "%%topmargin 1.2cm", "%%botmargin 1.2cm",
        ]
    }
}

/// A number with three decimals.
private func rounded(_ number: Double) -> String { "\((number * 1000).rounded() / 1000)" }
