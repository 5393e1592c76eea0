import MuseMusic

/// Reads a timeline from left to right.
struct Timeline<Value: Hashable & Sendable> {
    private let events: [Timed<Value>]
    private var next = 0

    init(_ events: [Timed<Value>]) { self.events = events }

    /// The value in force at `onset`, which is not before that of the call before; nil before the first.
    mutating func value(at onset: Int) -> Value? {
        while next < events.count, events[next].onset <= onset { next += 1 }
        return next > 0 ? events[next - 1].value : nil
    }

    /// The value that came into force since the call before; nil where none did.
    mutating func change(at onset: Int) -> Value? {
        let before = next
        let value = value(at: onset)
        return next == before ? nil : value
    }

    /// Of the first event after the place last asked for.
    var nextOnset: Int? { next < events.count ? events[next].onset : nil }
}
