import MuseProtocols

/// The position in a measure of one part, in exact ticks.
struct MeasureClock {
    private(set) var position = ExactTicks(0)
    /// The largest position reached in the measure: its length.
    private(set) var furthest = ExactTicks(0)
    /// Whether a time was beyond the limit of a score; the rest of the part can then not be read.
    private(set) var isBeyondLimit = false
    private var divisions: XMLDecimal?

    mutating func startMeasure() {
        position = ExactTicks(0)
        furthest = ExactTicks(0)
    }

    mutating func set(_ divisions: XMLDecimal) { self.divisions = divisions }

    /// Returns the end of an element that starts at the position; nil, after reporting it, if it is beyond the limit.
    mutating func end(of ticks: ExactTicks, at place: XMLPlace, _ reports: inout XMLReports) -> ExactTicks? {
        if let end = position.adding(ticks) { return end }
        reportLimit(at: place, &reports)
        return nil
    }

    mutating func advance(to end: ExactTicks) {
        position = end
        if end.rounded > furthest.rounded { furthest = end }
    }

    /// Follows a `backup` or `forward` element.
    mutating func move(_ element: XMLElement, _ reports: inout XMLReports) {
        guard let ticks = duration(of: element, nil, &reports) else { return }
        if element.name == "forward" {
            if let end = end(of: ticks, at: element.place, &reports) { advance(to: end) }
        } else if let back = ticks.scaled(by: -1, over: 1).flatMap(position.adding), back.numerator >= 0 {
            position = back
        } else {
            reports.add(.warning, "<backup> beyond the start of the measure; goes to its start", at: element.place)
            position = ExactTicks(0)
        }
    }

    /// Returns a position that an `offset` element moves; it cannot be before the start of the measure.
    func position(movedBy offset: XMLElement?) -> ExactTicks {
        guard let offset, let number = XMLDecimal(offset.text),
            let ticks = NoteLengths.ticks(number, divisions: divisions ?? .one), let moved = position.adding(ticks)
        else { return position }
        return moved.numerator < 0 ? ExactTicks(0) : moved
    }

    /// Returns the length of an element in ticks; nil, after reporting it, if it has none or an invalid one.
    ///
    /// - Parameter note: the content of a note, whose printed length is used if it has no duration.
    mutating func duration(of element: XMLElement, _ note: NoteContent?, _ reports: inout XMLReports) -> ExactTicks? {
        guard let text = element.text(of: "duration") else {
            guard let printed = note?.soundingTicks else {
                reports.add(.error, "<\(element.name)> without <duration>", at: element.place)
                return nil
            }
            reports.add(.warning, "a note without <duration>; its printed length is used", at: element.place)
            return printed
        }
        guard let number = XMLDecimal(text), number.numerator >= 0 else {
            reports.add(.error, "duration '\(text)', expected a number of divisions", at: element.place)
            return nil
        }
        if divisions == nil {
            reports.add(
                .warning, "no <divisions> before the first duration; read as 1 per quarter", at: element.place)
            divisions = .one
        }
        if let ticks = NoteLengths.ticks(number, divisions: divisions ?? .one) { return ticks }
        reportLimit(at: element.place, &reports)
        return nil
    }

    private mutating func reportLimit(at place: XMLPlace, _ reports: inout XMLReports) {
        isBeyondLimit = true
        reports.add(.error, "the time is beyond the limit of a score, 4 · 10¹¹ quarters", at: place)
    }
}
