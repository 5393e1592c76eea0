import MuseMusic
import MuseProtocols

extension Plan {
    /// Checks that each demand on the notes of bars can be met, alone and together with each other demand.
    ///
    /// - Parameter barTicks: the length of a bar.
    /// - Throws: `PlanError` that names both demands that contradict each other.
    func checkBarNotes(barTicks: Int) throws {
        let longest = try allowedBars()?.upperBound
        for (i, demand) in notes.enumerated() {
            if case .numbers(let numbers) = demand.value.bars, let longest,
                let outside = numbers.filter({ $0 > longest }).min()
            {
                throw PlanError("a tune of \(longest) bars has no bar \(outside)", demand)
            }
            if case .every(let length, _) = demand.value.bars, let longest, length > longest {
                throw PlanError("has \(length) bars, but a tune has at most \(longest)", demand)
            }
            let sounds = demand.value.rhythms?.flatMap { $0 } ?? []
            let end = sounds.map(\.end) + demand.value.starts.map { $0.positions.lowerBound + 1 }
            if let end = end.max(), end > barTicks {
                throw PlanError(
                    "a note is after the end of a bar of \(meter?.value.description ?? "this meter")", demand)
            }
            try checkPitches(demand)
            for earlier in notes[..<i] where earlier.value.bars.mayOverlap(demand.value.bars) {
                try checkAgreement(demand, earlier)
            }
        }
    }

    /// Checks that at each position some note is allowed.
    private func checkPitches(_ demand: Demand<BarNotes>) throws {
        for start in demand.value.starts {
            // Without a key, the tonic is free.
            if key == nil, case .aboveTonic = start.pitches { continue }
            let tonic = key?.value.tonic.semitone ?? 0
            let pitches = (0...127).filter { start.pitches.contains(midi: $0, tonic: tonic) }
            let what = start.isRequired ? "\(start.name) is not" : "no note of \(start.name) is"
            if let range, !pitches.contains(where: { range.value.contains($0) }) {
                throw PlanError("\(what) in the range required by \(range.origin)", demand)
            }
            for set in pitchSets where set.value.pitches.isDisjoint(with: pitches) {
                throw PlanError("\(what) among \(set.value.name), required by \(set.origin)", demand)
            }
            let scale = key.map { pitchClasses(in: $0.value) } ?? Set(0..<12)
            if let key, let chromatic, !pitches.contains(where: { scale.contains($0 % 12) }) {
                throw PlanError("\(what) among the notes of \(key.value), required by \(chromatic.origin)", demand)
            }
            guard pitches.contains(where: { scale.contains($0 % 12) && allows(midi: $0) }) else {
                throw PlanError("\(what) among the notes that the other demands leave", demand)
            }
        }
    }

    /// Checks that a bar can meet two demands.
    private func checkAgreement(_ demand: Demand<BarNotes>, _ earlier: Demand<BarNotes>) throws {
        if let one = demand.value.rhythms, let other = earlier.value.rhythms, !one.contains(where: other.contains) {
            throw PlanError("asks for another rhythm in a bar than \(earlier.origin)", demand)
        }
        for (rhythmic, noted) in [(demand, earlier), (earlier, demand)] {
            guard let rhythms = rhythmic.value.rhythms else { continue }
            for start in noted.value.starts where start.isRequired {
                let position = start.positions.lowerBound
                if rhythms.contains(where: { $0.contains { $0.onset == position } }) { continue }
                throw PlanError(
                    rhythmic.path == demand.path
                        ? "has no note where \(noted.origin) requires one"
                        : "requires a note where the rhythms of \(rhythmic.origin) have none", demand)
            }
        }
        for (fixed, limiting) in [(demand, earlier), (earlier, demand)] {
            for start in fixed.value.starts where start.isRequired {
                let position = start.positions.lowerBound
                let limits = limiting.value.starts.filter { $0.positions.contains(position) }
                let isPossible = (0..<12).contains { tonic in
                    (key.map { $0.value.tonic.semitone == tonic } ?? true)
                        && (0...127).contains { midi in
                            ([start] + limits).allSatisfy { $0.pitches.contains(midi: midi, tonic: tonic) }
                        }
                }
                if isPossible { continue }
                let (one, other) =
                    fixed.path == demand.path ? (start.name, limits) : (limits.first?.name ?? "", [start])
                throw PlanError(
                    "\(one) does not agree with \(other.first?.name ?? "the note"), which \(earlier.origin) demands "
                        + "at the same time", demand)
            }
        }
    }
}

extension Plan.BarNotes.Bars {
    /// Whether a bar of a tune may be one of both.
    func mayOverlap(_ other: Self) -> Bool {
        switch (self, other) {
        case (.numbers(let one), .numbers(let other)):
            return !one.isDisjoint(with: other)
        case (.numbers(let numbers), .every): return numbers.contains { other.contains(number: $0) }
        case (.every(let one, let place), .every(let another, let otherPlace)):
            return (place - otherPlace) % greatestCommonDivisor(one, another) == 0
        case (.every, .numbers): return other.mayOverlap(self)
        }
    }
}
