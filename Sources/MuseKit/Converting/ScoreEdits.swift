import MuseMusic
import MuseNotation

/// Changes to the tunes of a conversion.
///
/// A tune that was read from ABC keeps the page of its author only if no edit changes its music (`Score.page`).
/// Otherwise the page is dropped: its text, with free annotations, hand-set beams and macros, cannot be changed as
/// reliably as the music.
package struct ScoreEdits: Sendable {
    /// Semitones upwards.
    package var semitones = 0
    package var key: TargetKey?
    package var tempo: TempoEdit?
    /// The General MIDI program of all parts but drums.
    package var program: Int?
    package var foldsRepeats = false
    /// Whether the pages of authors are dropped.
    package var isTidy = false
    /// Overrides estimates when a performance is notated. Its key is that of `key`.
    package var notation = NotationSettings()

    package init() {}

    /// Applies the edits.
    ///
    /// - Throws: `MuseError.data` if a tune cannot be transposed to `key`.
    package func applied(to tune: FileTune) throws -> Score {
        var score = tune.score
        if score.performance != nil {
            var settings = notation
            settings.key = key?.stated
            settings.foldsRepeats = foldsRepeats
            // Without options, those of the importer stay in force.
            if settings != NotationSettings() { score.setNotation(settings) }
        } else {
            if let key { score = try transposed(score, to: key, tune) }
            if foldsRepeats { score = score.foldingRepeats() }
        }
        if semitones != 0 {
            let key = score.keys.first?.value ?? .cMajor
            score = score.transposed(Transposition(octavesAndSemitones: semitones).simplest(for: key))
        }
        tempo?.apply(to: &score)
        if let program {
            for i in score.parts.indices where !score.parts[i].isDrums {
                score.parts[i].program = program
                score.parts[i].controls.removeAll { $0.value.selectsInstrument }
            }
        }
        if isTidy { score.page = nil }
        return score
    }

    private func transposed(_ score: Score, to target: TargetKey, _ tune: FileTune) throws -> Score {
        guard let key = score.keys.first?.value, key.mode != .none else {
            throw MuseError.data(
                "\(tune.place): no key to transpose to \(target.tonic) from; --transpose moves it by semitones")
        }
        if let mode = target.mode, mode != key.mode {
            throw MuseError.data("\(tune.place): \(key) cannot be transposed to \(target.tonic) \(mode.rawValue)")
        }
        return score.transposed(Transposition(fifths: target.tonic.fifths - key.tonic.fifths))
    }
}

extension Control {
    /// Whether it changes the instrument: a program, or the bank of programs (controllers 0 and 32).
    fileprivate var selectsInstrument: Bool {
        switch self {
        case .program, .controller(0, _), .controller(32, _): true
        default: false
        }
    }
}

/// A key to transpose to: a tonic, and the mode that the tune must have.
package struct TargetKey: Hashable, Sendable {
    package let tonic: PitchClass
    /// nil to keep the mode of the tune, whatever it is.
    package let mode: Key.Mode?

    /// Parses a tonic with or without a mode: `D`, `D major`, `Ador`; nil for anything else.
    package init?(_ text: String) {
        if let tonic = PitchClass(text) {
            (self.tonic, mode) = (tonic, nil)
        } else if let key = Key(text) {
            (tonic, mode) = (key.tonic, key.mode)
        } else {
            return nil
        }
    }

    /// The key that it states for a performance: major if it has no mode.
    var stated: Key { Key(tonic, mode ?? .major) }
}
