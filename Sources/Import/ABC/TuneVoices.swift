/// The voices of a tune, one of which is current.
struct TuneVoices {
    private(set) var all: [ABCVoice] = []
    private(set) var currentIndex = 0
    private var indices: [String: Int] = [:]
    /// The start of the overlay of several bars, `(&`, that is being read.
    private var overlaidBars: (main: Int, start: ExactTicks)?

    var isEmpty: Bool { all.isEmpty }

    /// The voice that is being read.
    ///
    /// It is changed in place by `_modify`, but not read by `_read`, which makes debug builds of Swift 6.3 crash.
    var current: ABCVoice {
        get { all[currentIndex] }
        _modify { yield &all[currentIndex] }
    }

    /// The index of the voice that is being read, or that the current overlay belongs to.
    var mainIndex: Int { current.main ?? currentIndex }

    /// Whether the current voice is the first one and not an overlay.
    var isFirst: Bool { currentIndex == 0 && current.main == nil }

    mutating func updateAll(_ change: (inout ABCVoice) -> Void) { for i in all.indices { change(&all[i]) } }

    mutating func add(_ voice: ABCVoice) {
        all.append(voice)
        currentIndex = all.count - 1
        indices[voice.music.id] = currentIndex
    }

    mutating func select(index: Int) { currentIndex = index }

    /// Selects the voice `id`; returns false if there is none.
    ///
    /// Music before the first `V:` belongs to the first voice. The first `V:` of the body therefore names the voice
    /// without an id if it is called `1` or that voice is empty.
    mutating func select(_ id: String, isInBody: Bool) -> Bool {
        if let known = indices[id] {
            currentIndex = known
            return true
        }
        guard isInBody, all.count == 1, all[0].music.id.isEmpty, all[0].music.isEmpty || id == "1" else { return false }
        indices[id] = 0
        // From here on it has a name, so that the next `V:` does not rename it.
        all[0].music.id = id
        currentIndex = 0
        return true
    }

    /// Ends all voices, see `ABCVoice.finish(_:)`.
    mutating func finish(_ reports: inout Reports) {
        for i in all.indices { all[i].finish(&reports, voice: all[i].main ?? i) }
    }

    /// Returns the next voice number of a part; nil if all are in use.
    func nextNumber(inPart part: Int) -> UInt8? {
        guard let last = all.lazy.filter({ $0.music.part == part }).map(\.music.number).max() else { return 0 }
        return last < UInt8.max ? last + 1 : nil
    }

    // MARK: - Overlays

    /// Starts an overlay (`&`): the music that follows starts again at the beginning of the bar, in another voice.
    ///
    /// - Returns: false if all voice numbers of the part are in use.
    mutating func startOverlay() -> Bool {
        let main = current.main ?? currentIndex
        let layer = currentIndex == main ? 0 : (all[main].overlays.firstIndex(of: currentIndex) ?? 0) + 1
        if layer < all[main].overlays.count {
            currentIndex = all[main].overlays[layer]
        } else {
            guard let number = nextNumber(inPart: all[main].music.part) else { return false }
            all.append(all[main].overlay(number: number, main: main))
            all[main].overlays.append(all.count - 1)
            currentIndex = all.count - 1
        }
        let voice = all[main]
        let start = overlaidBars.flatMap { $0.main == main ? $0.start : nil }
        current.restartBar(of: voice, from: start)
        return true
    }

    /// Starts an overlay of several bars (`(&`) at the current time.
    mutating func startOverlayOfBars() {
        overlaidBars = (current.main ?? currentIndex, current.music.position)
    }

    /// Whether the current voice overlays several bars, so that a bar line does not end it.
    var isOverlayingBars: Bool { overlaidBars != nil && overlaidBars?.main == current.main }

    /// Returns to the main voice at the end of the longest overlay.
    ///
    /// - Parameter ofBars: whether an overlay of several bars ends too.
    /// - Returns: a problem if the overlay leaves a tuplet open.
    mutating func endOverlay(ofBars: Bool) -> MusicProblem? {
        if isOverlayingBars, !ofBars { return nil }
        let endsBars = isOverlayingBars
        if ofBars { overlaidBars = nil }
        guard let main = current.main else { return nil }
        let problem = current.music.endTuplet()
        currentIndex = main
        for i in all[main].overlays where all[i].music.onset > all[main].music.onset {
            if endsBars || all[i].music.barStart.rounded == all[main].music.barStart.rounded {
                all[main].music.skip(to: all[i].music.position)
            }
        }
        return problem
    }
}
