import MusePlatform

/// Memory for C structs that point to each other. Freed with the object.
final class CMemory {
    private var blocks: [UnsafeMutableRawPointer] = []

    deinit {
        for block in blocks { block.deallocate() }
    }

    /// A copy of an array; nil if it is empty.
    func array<Element: BitwiseCopyable>(_ elements: [Element]) -> (start: UnsafePointer<Element>?, count: Int) {
        guard !elements.isEmpty else { return (nil, 0) }
        let copy = UnsafeMutablePointer<Element>.allocate(capacity: elements.count)
        copy.initialize(from: elements, count: elements.count)
        blocks.append(UnsafeMutableRawPointer(copy))
        return (UnsafePointer(copy), elements.count)
    }

    /// A copy of a text, with a terminating zero; nil for nil.
    func text(_ text: String?) -> UnsafePointer<CChar>? { text.flatMap { array(Array($0.utf8CString)).start } }
}
