package import MuseMusic
import MuseNotation
import MuseProtocols

/// A sheet to print for a judge: numbered tunes without names, each with fields for reasons to reject it, grades and
/// remarks.
package struct JudgeSheet: Sendable {
    private let title: String
    private let tunes: [Score]
    private let reasons: [String]
    private let qualities: [String]
    private let scale: Int

    /// - Parameters:
    ///   - tunes: in the order of the sheet. What could give away their origin is left out.
    ///   - reasons: reasons to reject a tune, in order.
    ///   - qualities: what a judge grades from 1 to `scale`.
    package init(title: String, _ tunes: [Score], reasons: [String], qualities: [String], scale: Int) {
        self.title = title
        self.tunes = tunes.enumerated().map { $1.anonymous(number: $0 + 1) }
        self.reasons = reasons
        self.qualities = qualities
        self.scale = scale
    }

    /// The tunes with the fields as words below them, for exporters of notation.
    package var scores: [Score] {
        tunes.map { tune in
            var tune = tune
            // A line for each quality, since engravers do not break lines of words.
            tune.header.words =
                ["Reject for: " + reasons.map { "[  ] \($0)" }.joined(separator: "   ")]
                + qualities.map { "\($0), 1 to \(scale): ____" } + ["Remarks:"]
            return tune
        }
    }

    /// The sheet as an HTML page without scripts. Without the program abcm2ps, it shows the tunes as ABC.
    ///
    /// - Throws: `ExportError`; `FileError`.
    package func html() throws -> [UInt8] {
        let staves = try WebPage.staves(of: tunes.map { $0.notated() })
        var symbols = PageSymbols()
        for staff in staves { symbols.add(staff?.drawing.definitions ?? []) }
        let articles = try tunes.indices.map { i in
            """
            <article>
            <h2>\(htmlText(tunes[i].header.title))</h2>
            \(try staves[i].map(drawing) ?? abc(tunes[i]))
            \(fields)
            </article>

            """
        }
        let page = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(htmlText(title)): judge's sheet</title>
            <style>\(Self.style)</style>
            </head>
            <body>
            \(symbols.html)<h1>\(htmlText(title))</h1>
            <p>Judge: <span class="field long"></span> Date: <span class="field"></span></p>
            <p>For each tune, mark the first reason that applies if you reject it. Otherwise, grade each quality from 1 (poor) \
            to \(scale) (excellent).</p>
            \(articles.joined())</body>
            </html>

            """
        return Array(page.utf8)
    }

    private var fields: String {
        let boxes = reasons.map { "<label><input type=\"checkbox\"> \(htmlText($0))</label>" }
        let grades = qualities.map { quality in
            let circles = (1...scale).map { "<span>\($0)</span>" }.joined()
            return "<tr><th scope=\"row\">\(htmlText(quality))</th><td class=\"grades\">\(circles)</td></tr>"
        }
        return """
            <p class="reasons">Reject for: \(boxes.joined(separator: " "))</p>
            <table><tbody>\(grades.joined())</tbody></table>
            <p>Remarks: <span class="field remarks"></span></p>
            """
    }

    private func drawing(_ staff: Staff) -> String {
        let drawing = staff.drawing
        return "<svg class=\"staff\" viewBox=\"0 0 \(svgNumber(drawing.width)) \(svgNumber(drawing.height))\" "
            + "role=\"img\" aria-label=\"Staff notation\">\(drawing.content)</svg>"
    }

    private func abc(_ tune: Score) throws -> String {
        let text = try ABCExporter().write([tune], provenance: nil)
        return "<pre>\(htmlText(String(decoding: text, as: UTF8.self)))</pre>"
    }

    private static let style = """

        body{font:14px/1.4 serif;max-width:720px;margin:0 auto;padding:16px;color:#000;background:#fff}
        h1{font-size:1.4rem}h2{font-size:1.1rem;margin:0 0 4px}
        article{break-inside:avoid;border-top:1px solid #888;padding:12px 0}
        .symbols{position:absolute;width:0;height:0}
        .staff{display:block;width:100%;height:auto}
        .fill,.staff text{fill:#000}.stroke{stroke:#000;fill:none}.staff text{white-space:pre}
        .reasons label{margin-left:12px}
        th{text-align:left;font-weight:400;padding-right:16px}
        .grades span{display:inline-block;width:24px;margin-right:8px;border:1px solid #888;border-radius:12px;
        text-align:center}
        .field{display:inline-block;min-width:120px;border-bottom:1px solid #000}
        .long{min-width:240px}.remarks{width:80%;height:48px}

        """
}

extension Score {
    /// A copy with a number as its title, and nothing that tells where the tune comes from.
    fileprivate func anonymous(number: Int) -> Score {
        var result = self
        result.page = nil
        let rhythm = header.rhythm
        result.header = Header()
        result.header.rhythm = rhythm
        result.header.referenceNumber = number
        result.header.titles = ["Tune \(number)"]
        for i in result.parts.indices { (result.parts[i].name, result.parts[i].shortName) = ("", "") }
        return result
    }
}
