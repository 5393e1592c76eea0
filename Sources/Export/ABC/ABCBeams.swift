import MuseMusic

/// Determines which notes of a bar are beamed, that is, written without a space between them: notes shorter than a
/// quarter within a beam group. In a half bar of 4/4 or 2/2 that contains tuplets, or notes or rests shorter than an
/// eighth, each quarter is a group.
struct ABCBeams {
    private let groups: BeamGroups
    private let quarter: Int
    /// The length of the half bars that may be divided into quarters, in ticks; nil in other meters.
    private let dividedGroupTicks: Int?
    /// A bar's length; nil in free time.
    let barTicks: Int?
    /// The length of a compound beat (three units); nil in other meters.
    let compoundBeat: Int?

    init(_ meter: Meter?, ticksPerQuarter: Int) {
        let meter = meter.flatMap { $0.unit > 0 ? $0 : nil } ?? .free
        quarter = ticksPerQuarter
        groups = BeamGroups(meter, ticksPerQuarter: ticksPerQuarter)
        barTicks = meter.barTicks(quarter)
        compoundBeat = meter.isCompound ? meter.beatTicks(quarter) : nil
        let isCommonTime = meter.unit == 4 && meter.beats == 4 && meter.beamGroups == [2, 2]
        dividedGroupTicks = !meter.isFree && (isCommonTime || meter.unit == 2) ? 2 * quarter : nil
    }

    /// Returns the number of the group at a position in the bar; short notes of the same group are beamed.
    ///
    /// - Parameters:
    ///   - position: ticks from the start of the full bar.
    ///   - hasShort: whether the half bar between two ticks contains anything other than eighths and longer notes.
    func group(_ position: Int, hasShort: (Int, Int) -> Bool) -> Int {
        guard let half = dividedGroupTicks, half > 0 else { return groups.group(at: position) }
        let group = position / half
        // Doubled, so that the numbers of half bars and of quarters do not coincide.
        return hasShort(group * half, (group + 1) * half) ? position / max(1, quarter) : 2 * group
    }
}
