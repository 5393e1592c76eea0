import MuseMusic
import MuseProtocols

extension TuneGrammar {
    /// The grammar in plain words, from the form to the notes, a line for each rule.
    var explanation: [String] {
        [
            "The grammar of the tunes:",
            "  Form \(String(form)): \(formText). Meter \(meter), a beat has \(RhythmCell.eighths(beatTicks)) eighths.",
            "  Keys: \(keys.text { "\($0)" }).",
        ]
            + usedSections.map { letter in
                "  Section \(letter): phrases \(sections[letter]?.text { $0.map(String.init).joined(separator: " ") } ?? "")."
            } + usedPhrases.map { "  Phrase \($0): \(text(of: rule($0)))." } + [
                "  Rhythms of a beat, in eighths: \(rhythms.text(\.settingText)); before a half close "
                    + "\(halfCloses.text(\.settingText)); in a full close \(fullCloses.text(\.settingText)).",
                "  Pickups: \(pickup.text(\.settingText)).",
                "  Figures of a beat:",
            ]
            + figures.options.map { option in
                "    \(option.value.rawValue) (\(figures.percent(option.weight))): \(option.value.meaning)"
            } + [
                "  A bar repeats the rhythm and figures of the bar before with a probability of "
                    + "\((sequence * 100).rounded().settingText) %.",
                "  Notes on beats belong to the chord; others are reached and left by step. From beat to beat the melody leaps "
                    + "at most \(largestLeap) steps of the scale, and turns back after a leap.",
                "  Range \(PitchNumber(midi: range.lowerBound).settingText) to "
                    + "\(PitchNumber(midi: range.upperBound).settingText). The highest note is in "
                    + (climax.map { "phrase \($0)." } ?? "the last phrase that occurs once and does not close fully."),
            ] + (secondVoice.map { [text(of: $0)] } ?? [])
    }

    private var formText: String {
        writtenForm.map { "\($0.letter) \($0.count > 1 ? "twice" : "once")" }.joined(separator: ", ")
    }

    private var usedSections: [Character] { Set(form).sorted() }

    private var usedPhrases: [Character] {
        var used = Set(usedSections.flatMap { sections[$0]?.values.joined() ?? "" })
        for letter in used { rule(letter).motif.map { _ = used.insert($0) } }
        return used.sorted()
    }

    private func text(of rule: PhraseRule) -> String {
        var parts: [String] = []
        if let chords = rule.chords {
            parts.append("chords \(chords.text(\.settingText))")
        } else {
            var modes: [Key.Mode] = []
            for key in keys.values where !modes.contains(key.mode) { modes.append(key.mode) }
            parts += modes.map { "in \($0.rawValue) chords \(rule.chords(in: $0).text(\.settingText))" }
        }
        parts.append(
            "\(rule.register.rawValue) register, \(rule.contour.text { "\($0.rawValue) (\($0.meaning))" })")
        switch rule.close {
        case .none: parts.append("leads on")
        case .half: parts.append("half close on the second, fifth or seventh degree, like a question")
        case .full: parts.append("full close on the tonic, from the second, seventh or fifth degree, like an answer")
        }
        if let motif = rule.motif { parts.append("rhythm and figures of phrase \(motif)") }
        return parts.joined(separator: "; ")
    }

    private func text(of voice: SecondVoiceRule) -> String {
        let kind =
            voice.species == .first
            ? "first species, a note against each note on a beat"
            : "second species, two notes against one, the second of which may pass"
        return
            "  Second voice: \(kind); consonances on strong notes, no parallel fifths and octaves, contrary motion and "
            + "steps preferred; \(PitchNumber(midi: voice.range.lowerBound).settingText) to "
            + "\(PitchNumber(midi: voice.range.upperBound).settingText), below the melody."
    }
}

extension Weighted {
    /// The values with their probabilities: `1 1 1 (67 %), 2 1 (33 %)`.
    fileprivate func text(_ name: (Value) -> String) -> String {
        guard !isCertain else { return name(options[0].value) }
        return options.map { "\(name($0.value)) (\(percent($0.weight)))" }.joined(separator: ", ")
    }

    fileprivate func percent(_ weight: Double) -> String {
        "\((100 * weight / options.reduce(0) { $0 + $1.weight }).rounded().settingText) %"
    }
}
