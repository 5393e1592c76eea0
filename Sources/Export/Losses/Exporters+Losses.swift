package import MuseMusic

extension ABCExporter {
    /// A tune that keeps its author's page loses nothing.
    package func losses(of scores: [Score]) -> [[String]] {
        let book = ABCPages(scores.map { ABCPages.page(of: $0, provenance: nil) })
        return zip(scores, book.pages).map { score, page in page == nil ? Self.canonicalLosses(of: score) : [] }
    }

    /// What a tune loses in canonical form.
    static func canonicalLosses(of score: Score) -> [String] {
        let contents = ScoreContents(score)
        let losses =
            contents.performance + [
                contents.changesOfTransposition, contents.staves, contents.lyricsOfOtherVoices, contents.openBars,
            ] + contents.pageTexts
        return losses.compactMap { $0 }
    }
}

extension MIDIExporter {
    /// Dynamics, accents and articulation are not counted: they are heard.
    package func losses(of scores: [Score]) -> [[String]] {
        scores.map { score in
            let contents = ScoreContents(score)
            let losses =
                [
                    contents.repeats, playsChordSymbols ? nil : contents.chordSymbols,
                    playsOrnaments ? nil : contents.graceNotes,
                    contents.decorations { Expression.plays($0) || playsOrnaments && $0 == "roll" },
                    contents.slurs, contents.annotations,
                    contents.laterVerses, contents.words, contents.tempoWords, contents.modes,
                    contents.keysWithoutTonic, contents.freeMeter, contents.groupedMeters, contents.spelling,
                    contents.microtones, contents.clefs, contents.transpositions, contents.openBars,
                ] + contents.pageTexts
            return losses.compactMap { $0 }
        }
    }
}

extension MusicXMLExporter {
    package func losses(of scores: [Score]) -> [[String]] {
        scores.map { score in
            let contents = ScoreContents(score)
            let losses =
                contents.performance + [
                    contents.rolls, contents.restDecorations { $0 == "fermata" || !Decoration($0).isNotation },
                    contents.openBars,
                ] + contents.pageTexts
            return losses.compactMap { $0 }
        }
    }
}
