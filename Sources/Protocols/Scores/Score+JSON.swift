public import MuseMusic
public import MuseStorage

/// Scores as JSON, for plug-ins: the notation as written, in ticks. Default values are omitted.
extension Score {
    /// The score as JSON. Docs/PluginProtocol.md lists the keys.
    public var json: JSON {
        .object(
            omitting: [
                "ticks_per_quarter": .int(ticksPerQuarter), "header": header.json,
                "meters": .array(meters.map { .array([.int($0.onset), .string($0.value.description)]) }),
                "keys": .array(
                    keys.map { .array([.int($0.onset), .string($0.value.description), .int($0.value.fifths)]) }),
                "tempos": .array(
                    tempos.compactMap { tempo in
                        tempo.value.quartersPerMinute.map { .array([.int(tempo.onset), .double($0)]) }
                    }),
                "barlines": .array(barlines.map(\.json)),
                "chords": .array(chordSymbols.map { .array([.int($0.onset), .string($0.value.description)]) }),
                "labels": .array(labels.map { .array([.int($0.onset), .string($0.value)]) }),
                "play_order": .array(playOrder.map { .string($0) }),
            ]
        ).adding("parts", .array(parts.map(\.json)))
    }
}

extension JSON {
    /// An object without the members that have a default value: null, false, 0, an empty string, list or object.
    fileprivate static func object(omitting members: [String: JSON]) -> JSON {
        .object(
            members.filter { _, value in
                ![.null, .bool(false), .int(0), .string(""), .array([]), .object([:])].contains(value)
            })
    }

    fileprivate func adding(_ key: String, _ value: JSON) -> JSON {
        guard case .object(var members) = self else { return self }
        members[key] = value
        return .object(members)
    }

    fileprivate static func strings(_ values: [String]) -> JSON { .array(values.map { .string($0) }) }
}

extension Header {
    fileprivate var json: JSON {
        .object(omitting: [
            "number": referenceNumber.map { .int($0) } ?? .null, "titles": .strings(titles),
            "composers": .strings(composers), "rhythm": .string(rhythm), "origin": .string(origin),
            "books": .strings(books), "source": .string(source), "words": .strings(words),
        ])
    }
}

extension Barline {
    fileprivate var json: JSON {
        .object(omitting: [
            "style": .string(style.rawValue), "ends_repeat": .bool(endsRepeat), "starts_repeat": .bool(startsRepeat),
            "endings": .array(endings.map { .int($0) }),
        ]).adding("onset", .int(onset))
    }
}

extension Part {
    fileprivate var json: JSON {
        .object(omitting: [
            "name": .string(name), "program": .int(program), "is_drums": .bool(isDrums),
            "rests": .array(rests.map(\.json)),
        ]).adding("notes", .array(notes.map(\.json)))
    }
}

extension Note {
    fileprivate var json: JSON {
        .object(omitting: [
            "voice": .int(Int(voice)), "is_tied": .bool(isTied), "tuplet": tuplet?.json ?? .null, "marks": marks.json,
        ])
        .adding("onset", .int(onset)).adding("duration", .int(duration)).adding("pitch", .string(pitch.description))
        .adding("midi", .int(pitch.midi)).adding("velocity", .int(Int(velocity)))
    }
}

extension Rest {
    fileprivate var json: JSON {
        .object(omitting: [
            "voice": .int(Int(voice)), "is_hidden": .bool(!isVisible), "is_open": .bool(isOpen),
            "tuplet": tuplet?.json ?? .null, "marks": marks.json,
        ]).adding("onset", .int(onset)).adding("duration", .int(duration))
    }
}

extension Tuplet {
    /// `[actual, normal, index, count]`.
    fileprivate var json: JSON { .array([actual, normal, index, count].map { .int(Int($0)) }) }
}

extension Marks {
    fileprivate var json: JSON {
        if isEmpty { return .null }
        return .object(omitting: [
            "graces": .array(graces.notes.map { .array([.string($0.pitch.description), .int($0.duration)]) }),
            "decorations": .strings(decorations), "slur_starts": .int(slurStarts), "slur_ends": .int(slurEnds),
            "lyrics": .strings(lyrics), "annotations": .strings(annotations),
        ])
    }
}
