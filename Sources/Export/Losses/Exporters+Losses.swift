package import MuseMusic

extension ABCExporter {
    /// A tune that keeps its author's page loses nothing.
    package func losses(of scores: [Score]) -> [[String]] {
        zip(scores, ABCPages(scores, provenance: nil).pages).map { score, page in
            guard page == nil else { return [] }
            let contents = ScoreContents(score)
            let losses =
                contents.performance + [
                    contents.changesOfTransposition, contents.staves, contents.lyricsOfOtherVoices, contents.openBars,
                ] + contents.pageTexts
            return losses.compactMap { $0 }
        }
    }
}

extension MIDIExporter {
    /// Dynamics, accents and articulation are not counted: they are heard.
    package func losses(of scores: [Score]) -> [[String]] {
        scores.map { score in
            let contents = ScoreContents(score)
            let losses =
                [
                    contents.repeats, playsChordSymbols ? nil : contents.chordSymbols, contents.graceNotes,
                    contents.decorations(except: Expression.plays), contents.slurs, contents.annotations,
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
