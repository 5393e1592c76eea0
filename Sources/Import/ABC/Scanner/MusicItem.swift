/// A lexical item of a line of music, and the offset at which it starts.
package struct MusicItem: Equatable {
    package enum Kind: Equatable {
        case note(NoteToken)
        /// An accidental that no note follows.
        case strayAccidental(Accidental?)
        case rest(RestToken)
        /// `?` before a bar line or the end of the line, and whether that bar line closes a section.
        case openBar(closesSection: Bool)

        case barline(BarlineToken)
        case strayColon
        /// `[1`, `[1]`
        case ending(EndingNumbers)
        /// `["text`, with the numbers at the start of the text
        case textEnding(EndingNumbers?, text: Range<Int>)
        /// The numbers of an ending, separated from its bar line by spaces.
        case looseEnding(EndingNumbers)
        /// Digits without a note; after a bar line, with the rejected numbers of an ending.
        case strayNumber(EndingNumbers?)

        case tuplet(TupletToken)
        /// `>`, `>>`, `<`
        case brokenRhythm(isLongFirst: Bool, count: Int)
        case tie
        case slurStart
        /// `.(`
        case dottedSlurStart
        case slurEnd
        /// `&`
        case overlay
        /// `(&`
        case overlayOfBars
        /// `&)`
        case overlayOfBarsEnd

        /// `[`; the items of the chord follow
        case chordStart
        case chordEnd
        /// `{`, `{/`; the items of the grace notes follow
        case gracesStart(isAcciaccatura: Bool)
        case gracesEnd
        /// `{` without `}` before the bar line.
        case unclosedGraces

        /// `[K:G]`
        case inlineField(letter: UInt8, value: Range<Int>)
        case unclosedField
        /// Text in quotes: a chord symbol or an annotation.
        case text(Range<Int>)
        case unclosedText
        case decoration(DecorationToken)
        case staccato
        /// Any other character: a user symbol, or without meaning in music.
        case other(Range<Int>)
        /// A byte that is invalid in a chord unless it is a user symbol; the scanner is still before it.
        case unscanned(UInt8)
    }

    package let kind: Kind
    package let offset: Int

    init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}
