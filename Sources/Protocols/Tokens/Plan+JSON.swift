import MuseMusic
public import MuseStorage

extension Plan {
    /// The kinds of demands, by their keys in JSON.
    public enum Subject: String, SettingChoice {
        case meter, key, rhythm, origin, composer, book, sections, bars, range, pitches, diatonic, chromatic, closes,
            notes
    }

    /// The demands that are set, as JSON. Docs/PluginProtocol.md lists the keys.
    public var json: JSON {
        var members: [String: JSON] = [:]
        func add(_ subject: Subject, _ value: JSON?) { members[subject.rawValue] = value }
        add(.meter, meter.map { .string($0.value.description) })
        add(.key, key.map { .string($0.value.description) })
        for kind in StyleToken.Kind.allCases { members[kind.rawValue] = styles[kind].map { .string($0.value) } }
        add(.sections, sections.map { .array($0.value.map(\.json)) })
        add(.bars, bars.map { .array([.int($0.value.lowerBound), .int($0.value.upperBound)]) })
        add(.range, range.map { .array([.int($0.value.lowerBound), .int($0.value.upperBound)]) })
        if !pitchSets.isEmpty { add(.pitches, allowedPitches.map { .array($0.sorted().map { .int($0) }) }) }
        add(.diatonic, isDiatonic.map { .bool($0.value) })
        add(.chromatic, alterable.map { .array($0.value.sorted().map { .int($0) }) })
        add(.closes, closes.isEmpty ? nil : .array(closes.map(\.value.json)))
        add(.notes, notes.isEmpty ? nil : .array(notes.map(\.value.json)))
        members["max_tokens"] = maxTokens.map { .int($0.value) }
        return .object(members)
    }

    /// The notes outside the key signature that are allowed, if only some are.
    private var alterable: Demand<Set<Int>>? { chromatic.flatMap { $0.value.isEmpty ? nil : $0 } }

    /// The first demand that is set but not one of `subjects`, with its path and mark for an error message.
    package func demand(outside subjects: Set<Subject>) -> (subject: Subject, path: String, mark: SourceMark?)? {
        func place<Value>(_ demand: Demand<Value>?) -> (String, SourceMark?)? { demand.map { ($0.path, $0.mark) } }
        for subject in Subject.allCases where !subjects.contains(subject) {
            let found: (path: String, mark: SourceMark?)? =
                switch subject {
                case .meter: place(meter)
                case .key: place(key)
                case .rhythm: place(styles[.rhythm])
                case .origin: place(styles[.origin])
                case .composer: place(styles[.composer])
                case .book: place(styles[.book])
                case .sections: place(sections)
                case .bars: place(bars)
                case .range: place(range)
                case .pitches: place(pitchSets.first)
                case .diatonic: place(isDiatonic)
                case .chromatic: place(alterable)
                case .closes: place(closes.first)
                case .notes: place(notes.first)
                }
            if let found { return (subject, found.path, found.mark) }
        }
        return nil
    }
}

extension Plan.Close {
    fileprivate var json: JSON {
        var members: [String: JSON] = ["degrees": .array(degrees.sorted().map { .int($0) })]
        members["bars"] = bars.map { .array($0.sorted().map { .int($0) }) }
        return .object(members)
    }
}

extension Plan.Section {
    fileprivate var json: JSON {
        .object([
            "bars": .int(bars), "repeats": .string(repeats.rawValue), "phrases": .string(String(phrases)),
            "variation": .double(variation),
        ])
    }
}

extension Plan.BarNotes {
    fileprivate var json: JSON {
        func list(_ numbers: some Collection<Int>) -> JSON { .array(numbers.sorted().map { .int($0) }) }
        var members: [String: JSON] = [:]
        switch bars {
        case .numbers(let numbers): members["bars"] = list(numbers)
        case .every(let length, let place): members["every"] = .array([.int(length), .int(place)])
        }
        members["rhythms"] = rhythms.map { rhythms in
            .array(rhythms.map { .array($0.map { .array([.int($0.onset), .int($0.duration)]) }) })
        }
        let starts = starts.map { start -> JSON in
            let (subject, pitches): (String, Set<Int>) =
                switch start.pitches {
                case .midi(let numbers): ("pitches", numbers)
                case .classes(let classes): ("pitch_classes", classes)
                case .aboveTonic(let intervals): ("above_tonic", intervals)
                }
            return .object([
                "from": .int(start.positions.lowerBound), "to": .int(start.positions.upperBound),
                "required": .bool(start.isRequired), subject: list(pitches),
            ])
        }
        if !starts.isEmpty { members["starts"] = .array(starts) }
        return .object(members)
    }
}
