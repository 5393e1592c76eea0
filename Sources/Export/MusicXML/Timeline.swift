import MuseMusic

/// Reads a timeline from left to right.
struct Timeline<Value: Hashable & Sendable> {
    private let events: [Timed<Value>]
    private var next = 0

    init(_ events: [Timed<Value>]) { self.events = events }

    /// Returns the value in force at `onset`; nil before the first. Onsets must not decrease from call to call.
    mutating func value(at onset: Int) -> Value? {
        while next < events.count, events[next].onset <= onset { next += 1 }
        return next > 0 ? events[next - 1].value : nil
    }

    /// Returns the value that came into force since the previous call; nil if there is none.
    mutating func change(at onset: Int) -> Value? {
        let before = next
        let value = value(at: onset)
        return next == before ? nil : value
    }

    /// The onset of the next event after the last request.
    var nextOnset: Int? { next < events.count ? events[next].onset : nil }
}
