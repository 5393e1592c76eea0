import MuseMusic
import MuseProtocols

/// Reads the tables of a grammar and finds what is wrong with the whole.
struct GrammarReading {
    let settings: Settings
    private(set) var mistakes: [RecipeError] = []

    init(_ settings: Settings) { self.settings = settings }

    private mutating func note(_ message: String, _ path: String, at mark: SourceMark) {
        mistakes.append(RecipeError(.conflict(message), path: "\(settings.path).\(path)", at: mark))
    }

    private func node(_ setting: any AnySetting) -> Node? { settings.node[setting.info.name] }

    mutating func readPhrases(into grammar: inout TuneGrammar) throws {
        for entry in try settings.optional(GrammarSettings.phrases)?.entries ?? [] {
            let path = "\(GrammarSettings.phrases.info.name).\(entry.key)"
            guard let letter = entry.key.first, entry.key.count == 1, letter.isASCII, letter.isLowercase else {
                note("a phrase is named by one small letter, found '\(entry.key)'", path, at: entry.keyMark)
                continue
            }
            let schema = Schema("phrase", settings: PhraseRule.settings.map(\.info))
            let values = Settings(entry.value, valid: schema, path: "\(settings.path).\(path)")
            // What is left out stays as in the phrase that every grammar has.
            var rule = grammar.rule(letter)
            if grammar.phrases[letter] == nil { rule = PhraseRule(contour: Weighted(.arch, .ascending, .wave)) }
            if let chords = try values.weighted(PhraseRule.chords) { rule.chords = chords }
            if values.node[PhraseRule.close.info.name] != nil { rule.close = try values[PhraseRule.close] }
            if let contour = values.node[PhraseRule.contour.info.name].flatMap({ Weighted<Contour>(node: $0) }) {
                rule.contour = contour
            }
            if values.node[PhraseRule.register.info.name] != nil { rule.register = try values[PhraseRule.register] }
            if let motif = try values.optional(PhraseRule.motif) {
                rule.motif = motif.first
                if motif.count != 1 || motif == entry.key {
                    note(
                        "expected the letter of another phrase, found '\(motif)'", "\(path).motif",
                        at: values.mark("motif"))
                }
            }
            grammar.phrases[letter] = rule
        }
    }

    mutating func readSections(into grammar: inout TuneGrammar) throws {
        for entry in try settings.optional(GrammarSettings.sections)?.entries ?? [] {
            let path = "\(GrammarSettings.sections.info.name).\(entry.key)"
            guard let letter = entry.key.first, entry.key.count == 1, letter.isASCII, letter.isUppercase else {
                note("a section is named by one capital letter, found '\(entry.key)'", path, at: entry.keyMark)
                continue
            }
            if !grammar.form.contains(letter) {
                note("section \(letter) is not in the form \(String(grammar.form))", path, at: entry.keyMark)
            }
            for (item, _) in entry.value.weightedItems {
                if item.text?.isEmpty ?? true {
                    note("expected letters of phrases such as abac, found nothing", path, at: item.mark)
                }
                for phrase in item.text ?? "" where grammar.phrases[phrase] == nil {
                    let known = grammar.phrases.keys.sorted().map(String.init).joined(separator: ", ")
                    note(
                        "no phrase is called '\(phrase)'; known: \(known); add it to `phrases`", path, at: item.mark)
                }
            }
            grammar.sections[letter] = Weighted<String>(node: entry.value)
        }
    }

    /// Every rhythm fills a beat.
    mutating func checkMeter(_ grammar: TuneGrammar) throws {
        let keys = GrammarSettings.self
        guard !grammar.meter.isFree else {
            return note(
                "a grammar needs bars, so a meter", keys.meter.info.name, at: settings.mark(keys.meter.info.name))
        }
        let beat = RhythmCell.eighths(grammar.beatTicks)
        let group = node(keys.closes)
        let closes = "\(keys.closes.info.name)."
        for (cells, node, path) in [
            (grammar.rhythms, node(keys.rhythms), keys.rhythms.info.name),
            (grammar.halfCloses, group?[keys.half.info.name], closes + keys.half.info.name),
            (grammar.fullCloses, group?[keys.full.info.name], closes + keys.full.info.name),
        ] {
            for (i, cell) in cells.values.enumerated() where cell.ticks != grammar.beatTicks {
                let length = "lasts \(RhythmCell.eighths(cell.ticks)) eighths, a beat of \(grammar.meter) has \(beat)"
                if let node {
                    note("the rhythm '\(cell.settingText)' \(length)", path, at: node.weightedItems[i].value.mark)
                } else {
                    note(
                        "the rhythm '\(cell.settingText)' of a \(grammar.dance.name) \(length); set `\(path)` too",
                        keys.meter.info.name, at: settings.mark(keys.meter.info.name))
                    break
                }
            }
        }
    }

    /// A pickup is shorter than a beat, and leaves at least an eighth of the last note.
    mutating func checkPickup(_ grammar: TuneGrammar) {
        guard let node = node(GrammarSettings.pickup), !grammar.meter.isFree else { return }
        let shortest = grammar.fullCloses.values.compactMap(\.durations.last).min() ?? 0
        for (pickup, (item, _)) in zip(grammar.pickup.values, node.weightedItems)
        where pickup.ticks > 0 && pickup.ticks + RhythmCell.eighth > shortest {
            note(
                "a pickup of \(RhythmCell.eighths(pickup.ticks)) eighths shortens the last note of a section, which has "
                    + "\(RhythmCell.eighths(shortest)), to less than an eighth; use longer notes in `closes.full`",
                GrammarSettings.pickup.info.name, at: item.mark)
        }
    }

    /// Letters of the form, of motifs and of the climax exist, and every phrase is used.
    mutating func checkLetters(_ grammar: TuneGrammar) throws {
        let keys = GrammarSettings.self
        let form = keys.form.info.name
        if grammar.form.isEmpty || !grammar.form.allSatisfy({ $0.isASCII && $0.isUppercase }) || grammar.form.count > 32
        {
            note("expected 1 to 32 capital letters such as AABB", form, at: settings.mark(form))
        }
        for letter in Set(grammar.form).sorted() where grammar.sections[letter] == nil {
            note("section \(letter) has no phrases; add it to `sections`", form, at: settings.mark(form))
        }
        let used = grammar.form.flatMap { grammar.sections[$0]?.values ?? [] }.joined()
        let motifs = grammar.phrases.values.compactMap(\.motif)
        for entry in node(keys.phrases)?.entries ?? [] {
            guard let letter = entry.key.first, let rule = grammar.phrases[letter] else { continue }
            let path = "\(keys.phrases.info.name).\(entry.key)"
            if !used.contains(letter), !motifs.contains(letter) {
                note("phrase \(letter) is in no section", path, at: entry.keyMark)
            }
            guard let motif = rule.motif else { continue }
            if grammar.phrases[motif] == nil {
                note("no phrase is called '\(motif)'", "\(path).motif", at: entry.value["motif"]?.mark ?? entry.keyMark)
            } else if grammar.phrases[motif]?.motif != nil {
                note(
                    "phrase \(motif) has a motif of another phrase itself; name the phrase that it comes from",
                    "\(path).motif", at: entry.value["motif"]?.mark ?? entry.keyMark)
            }
        }
        let climax = keys.climax.info.name
        if let text = try settings.optional(keys.climax), text.count != 1 || !used.contains(text) {
            note("expected the letter of a phrase of the form, found '\(text)'", climax, at: settings.mark(climax))
        }
    }

    /// Chords divide bars, alternatives have the same length, and the tonic chord is that of the keys.
    mutating func checkChords(_ grammar: inout TuneGrammar) {
        let written = (node(GrammarSettings.phrases)?.entries ?? []).filter { $0.value["chords"] != nil }
        for entry in written {
            guard let letter = entry.key.first, let lines = grammar.phrases[letter]?.chords,
                let node = entry.value["chords"]
            else { continue }
            let path = "\(GrammarSettings.phrases.info.name).\(entry.key).chords"
            for (line, (item, _)) in zip(lines.values, node.weightedItems) {
                if line.bars.count != lines.values[0].bars.count {
                    note(
                        "alternatives must have the same number of bars; found \(lines.values[0].bars.count) and "
                            + "\(line.bars.count)", path, at: item.mark)
                }
                for bar in line.bars where grammar.beats % bar.count != 0 {
                    note(
                        "'\(bar.joined(separator: " "))' are \(bar.count) chords in a bar of \(grammar.beats) "
                            + "beat\(grammar.beats == 1 ? "" : "s")", path, at: item.mark)
                }
            }
            checkTonic(of: lines, node, path, &grammar)
        }
    }

    /// Keys that the recipe does not name itself are limited to those with the tonic chord that it writes.
    private mutating func checkTonic(
        of lines: Weighted<ChordLine>, _ node: Node, _ path: String, _ grammar: inout TuneGrammar
    ) {
        for (line, (item, _)) in zip(lines.values, node.weightedItems) {
            let tonics = line.bars.joined().filter { ["I", "i"].contains($0) }
            func fits(_ key: Key) -> Bool {
                let third = (key.pitchClasses[(Int(key.tonic.step) + 2) % 7] - key.tonic.semitone + 12) % 12
                return tonics.allSatisfy { ($0 == "I") == (third == 4) }
            }
            if self.node(GrammarSettings.keys) == nil {
                if let keys = grammar.keys.compactMap({ fits($0) ? $0 : nil }) { grammar.keys = keys }
            }
            guard let wrong = grammar.keys.values.first(where: { !fits($0) }) else { continue }
            let isMinor = tonics.contains("i")
            note(
                "'\(isMinor ? "i" : "I")' is a \(isMinor ? "minor" : "major") chord, but the third of \(wrong) is "
                    + "\(isMinor ? "major" : "minor")", path, at: item.mark)
        }
    }
}

extension Settings {
    /// The place of a setting's value, or of the component.
    fileprivate func mark(_ key: String) -> SourceMark { node[key]?.mark ?? node.mark }
}
