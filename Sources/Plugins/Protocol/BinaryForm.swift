import CMusePlugin

/// A sequence of numbers that muse and a plug-in exchange outside JSON. All numbers have 32 bits and are little-endian.
package struct BinaryForm: Sendable {
    package let title: String
    /// Where it is used, and in which versions of the interface.
    package let place: String
    package let rows: [Row]

    /// Some of the numbers.
    package struct Row: Sendable {
        /// Which numbers: a count, or positions.
        package let numbers: String
        package let meaning: String

        init(_ numbers: String, _ meaning: String) {
            self.numbers = numbers
            self.meaning = meaning
        }
    }

    init(_ title: String, _ place: String, _ rows: [Row]) {
        self.title = title
        self.place = place
        self.rows = rows
    }
}

extension PluginProtocol {
    static let binaryForms = [step, context, page, scores, tunes, episodes]

    private static let step = BinaryForm(
        "Words of a step",
        "Integers: in `step` of a message and in the page of steps. Since version 2; version 1 has the same in `rows`, `size` "
            + "and `ended`. A row is an unfinished tune, whose number is not used again.",
        [
            .init("1", "the instance"),
            .init("1", "number of scores in a row: of tokens in the vocabulary"),
            .init("1, *e*", "number of rows that have ended, and their numbers"),
            .init("1", "number of rows; for each of them follow:"),
            .init("1", "its number"),
            .init("1", "position of its first new token; the tokens before it are known"),
            .init("1, *n*", "number of new tokens, and the tokens"),
            .init("1, *c*", "number of words of [context](#context-of-a-row), and the context"),
        ])

    private static let context = BinaryForm(
        "Context of a row",
        "Items of a number, a count and that many words. An item is sent at the first step of a row and when it has changed.",
        ContextItem.allCases.map { .init("item \($0.rawValue)", $0.meaning) })

    private static let page = BinaryForm(
        "Page of steps",
        "Integers at `page` in the shared memory, in version 2. muse writes a request, then its number; the plug-in writes its "
            + "answer, then the same number. A plug-in yields its processor while it waits; after some 100 µs it sets word 2, "
            + "checks once more that there is no request, and reads standard input; the empty message `{}` wakes it, and it "
            + "sets word 2 to 0. Set word 2 in `initialize`. A request that does not fit is sent as a message.",
        [
            .init("0", "number of the last request"),
            .init("1", "number of the last answer"),
            .init("2", "1 while the plug-in waits for a message"),
            .init("3", "length of the answer's error in bytes; 0 if the step has succeeded"),
            .init("16–\(StepPage.firstWord - 1)", "the error as UTF-8, at most \(StepPage.errorLimit) bytes"),
            .init("\(StepPage.firstWord)–\(StepPage.lastWord - 1)", "the [words of the step](#words-of-a-step)"),
        ])

    private static let scores = BinaryForm(
        "Scores",
        "Floats at the start of the shared memory, or in `scores` of a message if there are more than "
            + "\(SharedMemory.floatByteCount / 4).",
        [
            .init(
                "rows × size",
                "natural-log scores in the order of the rows; -inf excludes a token. Adjusted or computed in place")
        ])

    private static let tunes = BinaryForm(
        "File of tunes", "Integers, in the file `tunes` of `generator/fit` in version 2.",
        [
            .init("1", "number of tunes for training"),
            .init("1", "number of tunes for validation, which follow those for training; for each tune follow:"),
            .init("1, *n*", "number of tokens, and the tokens, including the end token"),
        ])

    private static let episodes = BinaryForm(
        "File of episodes", "In the file `path` of `generator/learn`. For each tune, until the end of the file:",
        [
            .init("1", "number of tokens, *n*"),
            .init("*n*", "the tokens"),
            .init("*n*", "floats: the weight of each token in the loss; a negative one makes the token more likely"),
            .init("*n* times 1, *a*", "for each token the number of tokens that the grammar allowed, and these"),
        ])
}

extension ContextItem {
    /// When it is sent, and its words.
    fileprivate var meaning: String {
        switch self {
        case .random: "`needs: [random]`. Low and high word of a random seed for the tune."
        case .clock:
            "`needs: [clock]`. The position of a note that the next token starts: the "
                + "\(MemoryLayout<muse_clock>.size / 4) fields of `muse_clock` in "
                + "[`muse_plugin.h`](../Plugins/include/muse_plugin.h)."
        case .pitches:
            "`needs: [vocabulary]`. For each token, the MIDI number of the note that it would start next; -1 for others."
        case .notes:
            "`needs: [notes]`. The number of notes that are still valid, and for each new one the "
                + "\(Self.noteSize) fields of `muse_note`. The length of the last note can still grow."
        case .decoding:
            "Of generators: 1 to ignore the conditions (`guidance`), otherwise 0; and as floats the latent point "
                + "(`latents`), if there is one."
        case .style:
            "Of generators with `style_mix`: a token, and pairs of another token and a float. The first token is to be read "
                + "as the mix of the others with these weights."
        }
    }
}
