import MuseMusic
import MuseNotation
import MuseProcesses
import MuseProtocols
import MuseStorage

/// A web page in one file: tunes in staff notation, as piano rolls and as ABC, with a player and files to download.
///
/// It fetches nothing. Staff notation needs the program abcm2ps; without it the page says so.
package struct WebPage {
    /// The recipe that made the tunes.
    package struct RecipeText {
        package let fileName: String
        package let text: String

        package init(fileName: String, text: String) {
            self.fileName = fileName
            self.text = text
        }
    }

    private let title: String
    /// Where the tunes come from.
    private let subtitle: String
    private let tunes: [PageTune]
    private let recipe: RecipeText?

    package init(title: String, subtitle: String, _ tunes: [PageTune], recipe: RecipeText? = nil) {
        self.title = title
        self.subtitle = subtitle
        self.tunes = tunes
        self.recipe = recipe
    }

    /// Returns the page as UTF-8.
    ///
    /// - Throws: `ExportError` if a score cannot be written as MIDI; `FileError`.
    package func html() throws -> [UInt8] {
        let notated = tunes.map { $0.score.notated() }
        let staves = try Self.staves(of: notated)
        var symbols = PageSymbols()
        for staff in staves { symbols.add(staff?.drawing.definitions ?? []) }
        let parts = try concurrentMap(Array(tunes.indices)) { i in
            let files = try PageFiles(tunes[i])
            let article = PageArticle(tunes[i], number: i + 1, files, staff: staves[i])
            let player = PlayableTune(tunes[i], number: i + 1, files, staff: staves[i], notated: notated[i])
            return (article: article.html, player: player.json)
        }
        let script = [
            PackageResources.midi_js, PackageResources.synth_js, PackageResources.player_js, PackageResources.roll_js,
            PackageResources.staff_js, PackageResources.page_js,
        ].map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
        // A script ends at the first `</`, even within a string.
        let data = String(decoding: try JSON.array(parts.map(\.player)).bytes(), as: UTF8.self).split(separator: "</")
            .joined(separator: "<\\/")
        let page = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
            style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
            <link rel="icon" href="data:,">
            <title>\(htmlText(title))</title>
            <style>
            \(String(decoding: PackageResources.page_css, as: UTF8.self))</style>
            </head>
            <body>
            \(symbols.html)<header>
            <h1>\(htmlText(title))</h1>
            <p>\(htmlText(subtitle))</p>
            \(missingStaff(staves))\(contents)</header>
            <main>
            \(parts.map(\.article).joined())</main>
            \(footer)\(Self.controls)
            <script type="application/json" id="tunes">\(data)</script>
            <script>
            "use strict";
            (() => {
            \(script)})();
            </script>
            </body>
            </html>

            """
        return Array(page.utf8)
    }

    static func staves(of scores: [Score]) throws -> [Staff?] {
        do {
            return try Staff.staves(of: scores)
        } catch let error where error is MissingProgramError || error is ProgramError {
            return scores.map { _ in nil }
        }
    }

    private func missingStaff(_ staves: [Staff?]) -> String {
        let missing = staves.count { $0 == nil }
        if missing == 0 { return "" }
        let text =
            Staff.canEngrave
            ? "The program abcm2ps could not draw \(missing == staves.count ? "the" : "\(missing) of the") tunes."
            : "There is no staff notation, because the program abcm2ps is not installed "
                + "(Debian: <code>apt install abcm2ps</code>)."
        return "<p class=\"hint\">\(text)</p>\n"
    }

    /// Links to the tunes, if there are many.
    private var contents: String {
        guard tunes.count > 3 else { return "" }
        let items = tunes.enumerated().map { i, tune in
            "<li><a href=\"#tune-\(i + 1)\">\(htmlText(tune.score.displayTitle(i + 1)))</a></li>"
        }
        return """
            <nav aria-label="Tunes"><details\(tunes.count <= 30 ? " open" : "")><summary>\(tunes.count) tunes</summary>
            <ol class="contents">
            \(items.joined(separator: "\n"))
            </ol></details></nav>

            """
    }

    private var footer: String {
        let recipe = recipe.map {
            """
            <details><summary>Recipe</summary>
            <p class="downloads"><button type="button" id="recipe" data-name="\(htmlText($0.fileName))">Download the \
            recipe</button></p>
            <pre id="recipe-text" tabindex="0">\(htmlText($0.text))</pre></details>

            """
        }
        return """
            <footer>
            \(recipe ?? "")<details><summary>Keys</summary>
            <p><kbd>Space</kbd> play or pause, <kbd>N</kbd> <kbd>P</kbd> next and previous tune, <kbd>←</kbd> <kbd>→</kbd> by a \
            bar, <kbd>+</kbd> <kbd>-</kbd> tempo, <kbd>[</kbd> <kbd>]</kbd> transpose, <kbd>L</kbd> loop. Click a note to play \
            from it; drag over the roll to loop its bars.</p></details>
            </footer>

            """
    }

    private static let controls = """
        <section class="player" aria-label="Player"><div>
        <div class="row"><button type="button" id="previous">Previous</button>
        <button type="button" id="play" class="main">Play</button>
        <button type="button" id="next">Next</button>
        <span id="now" class="title" aria-live="polite"></span>
        <label class="place"><span class="hidden">Position</span>
        <input type="range" id="position" min="0" max="1" step="any" value="0"><output id="time">0:00</output></label></div>
        <div class="row settings">
        <label>Tempo <input type="range" id="tempo" min="30" max="200" step="5" value="100">\
        <output id="percent">100 %</output></label>
        <label>Transpose <input type="number" id="transpose" min="-12" max="12" step="1" value="0"></label>
        <label>Instrument <select id="sound"><option value="">As written</option></select></label>
        <label><input type="checkbox" id="loop">Loop</label>
        <label><input type="checkbox" id="accompaniment" checked>Accompaniment</label></div>
        </div></section>
        """
}

/// The symbols that the drawings of a page share.
struct PageSymbols {
    private var known: Set<String> = []
    private var text = ""

    mutating func add(_ definitions: [(id: String, text: String)]) {
        for definition in definitions where known.insert(definition.id).inserted { text += definition.text }
    }

    var html: String {
        text.isEmpty ? "" : "<svg class=\"symbols\" aria-hidden=\"true\"><defs>\(text)</defs></svg>\n"
    }
}

extension Score {
    /// The title, or the number of a tune without one.
    func displayTitle(_ number: Int) -> String { header.title.isEmpty ? "Tune \(number)" : header.title }
}
