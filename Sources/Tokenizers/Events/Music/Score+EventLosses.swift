import MuseMusic

extension Score {
    /// What event tokens do not represent of the score, one phrase each.
    func lossesOfEvents(_ options: EventOptions) -> [String] {
        var losses: [String] = []
        if barlines.contains(where: \.endsRepeat) { losses.append("repeats, which are unfolded") }
        if !header.rhythm.isEmpty { losses.append("rhythm") }
        if options.tempos == nil, !tempos.isEmpty { losses.append("tempo") }
        if !options.usesKeys, keys.contains(where: { $0.value.mode != .none }) { losses.append("key") }
        if options.meters == nil, meters.contains(where: { $0.value != Meter(4, 4) }) { losses.append("meter") }
        if let known = options.meters {
            let others = meters.filter { meter in
                !known.contains(EventOptions.MeterOption(beats: meter.value.beats, unit: meter.value.unit))
            }
            let names = others.reduce(into: [String]()) { names, meter in
                if !names.contains("\(meter.value)") { names.append("\(meter.value)") }
            }
            losses += names.map { "the meter \($0)" }
        }
        if options.programs == nil, parts.contains(where: { $0.program != 0 }) { losses.append("programs") }
        if !chordSymbols.isEmpty { losses.append("chord symbols") }
        if !labels.isEmpty || !playOrder.isEmpty { losses.append("part labels") }
        let controls = parts.lazy.flatMap(\.controls)
        if !options.usesPedals, controls.contains(where: \.value.isPedal) { losses.append("the sustain pedal") }
        if options.bends == nil, controls.contains(where: \.value.isBend) { losses.append("pitch bends") }
        if controls.contains(where: \.value.isOther) { losses.append("controllers") }
        let notes = parts.lazy.flatMap(\.notes)
        if options.velocities.isEmpty, let first = notes.first?.velocity,
            notes.contains(where: { $0.velocity != first })
        {
            losses.append("velocities")
        }
        let marks = notes.map(\.marks).filter { !$0.isEmpty }
        if marks.contains(where: { !$0.graces.isEmpty }) { losses.append("grace notes") }
        if marks.contains(where: { !$0.decorations.isEmpty }) { losses.append("decorations") }
        if marks.contains(where: { $0.slurStarts > 0 || $0.slurEnds > 0 }) { losses.append("slurs") }
        if marks.contains(where: { !$0.lyrics.isEmpty }) { losses.append("lyrics") }
        if marks.contains(where: { !$0.annotations.isEmpty }) { losses.append("annotations") }
        return losses
    }
}

extension Control {
    fileprivate var isPedal: Bool { if case .controller(64, _) = self { true } else { false } }
    fileprivate var isBend: Bool { if case .bend = self { true } else { false } }
    fileprivate var isOther: Bool {
        switch self {
        case .controller(64, _), .bend, .program: false
        case .controller, .pressure, .keyPressure: true
        }
    }
}
