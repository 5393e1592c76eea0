import CMusePlugin

/// What a library's component knows about a tune, collected from the items of a `ContextWriter`.
struct RowContext {
    private var random: UInt64 = 0
    private var clock: [Int32] = []
    private var pitches: [Int32] = []
    private var notes: [Int32] = []
    private var isUnconditional = false
    private var latent: [Float] = []
    private var styles: [muse_style] = []

    /// Takes in what has changed. Invalid items are skipped.
    mutating func update(_ words: [Int32]) {
        var rest = words[...]
        while let number = rest.popFirst(), let length = rest.popFirst() {
            let content = rest.prefix(max(0, Int(length)))
            rest = rest.dropFirst(content.count)
            if let item = ContextItem(rawValue: number) { update(item, Array(content)) }
        }
    }

    private mutating func update(_ item: ContextItem, _ content: [Int32]) {
        switch item {
        case .random where content.count == 2:
            random = UInt64(UInt32(bitPattern: content[0])) | UInt64(UInt32(bitPattern: content[1])) << 32
        case .clock where content.count * 4 == MemoryLayout<muse_clock>.size: clock = content
        case .pitches: pitches = content
        case .notes where !content.isEmpty:
            let known = min(max(0, Int(content[0])) * ContextItem.noteSize, notes.count)
            notes.removeLast(notes.count - known)
            notes += content.dropFirst()
        case .decoding where !content.isEmpty:
            isUnconditional = content[0] != 0
            latent = content.dropFirst().map { Float(bitPattern: UInt32(bitPattern: $0)) }
        case .style where !content.isEmpty:
            for i in stride(from: 1, to: content.count - 1, by: 2) {
                let weight = Float(bitPattern: UInt32(bitPattern: content[i + 1]))
                styles.append(muse_style(token: content[0], part: content[i], weight: weight))
            }
        default: break
        }
    }

    /// Calls `body` with pointers to what is known, valid until it returns.
    func withStep<Result>(_ body: (muse_step) -> Result) -> Result {
        clock.withUnsafeBytes { clock in
            pitches.withUnsafeBufferPointer { pitches in
                notes.withUnsafeBytes { notes in
                    latent.withUnsafeBufferPointer { latent in
                        styles.withUnsafeBufferPointer { styles in
                            let notes = notes.bindMemory(to: muse_note.self)
                            return body(
                                muse_step(
                                    random: random,
                                    clock: clock.isEmpty ? nil : clock.bindMemory(to: muse_clock.self).baseAddress,
                                    pitches: pitches.isEmpty ? nil : pitches.baseAddress, pitch_count: pitches.count,
                                    notes: notes.isEmpty ? nil : notes.baseAddress, note_count: notes.count,
                                    is_unconditional: isUnconditional,
                                    latent: latent.isEmpty ? nil : latent.baseAddress, latent_count: latent.count,
                                    styles: styles.isEmpty ? nil : styles.baseAddress, style_count: styles.count))
                        }
                    }
                }
            }
        }
    }
}
