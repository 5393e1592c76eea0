/// The shifts of time between two events, each the longest that fits, as the encoder writes them.
struct ShiftPhase: Hashable {
    /// The time that the shifts so far can still be followed by; nil before the first shift.
    private(set) var room: Int?

    /// Whether a shift can follow those before.
    func allows(_ index: Int, _ table: TickTable) -> Bool { room.map { table.ticks[index] <= $0 } ?? true }

    mutating func advance(_ index: Int, _ table: TickTable) {
        let ticks = table.ticks[index]
        // A longer time would have a longer first shift, unless there is none.
        let own = index + 1 < table.ticks.count ? table.ticks[index + 1] - ticks - 1 : Int.max / 2
        room = min((room ?? Int.max / 2) - ticks, own)
    }

    mutating func clear() { room = nil }
}
