import MuseFuzzing

@_silgen_name("LLVMFuzzerMutate")
func mutate(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int) -> Int

/// The function by which libFuzzer changes an input. It changes it as libFuzzer does itself, but now and then repeats a
/// piece many times, which shows time that grows faster than the input, and corrects the checksums of archives.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutateInput(
    _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int, _ seed: UInt32
) -> Int {
    var random = seed
    func draw(_ limit: Int) -> Int {
        // Numerical Recipes' linear congruential generator, of which the upper bits are good.
        random = random &* 1_664_525 &+ 1_013_904_223
        return Int(random >> 8) % max(1, limit)
    }
    if count > 0, draw(300) == 0 {
        let buffer = UnsafeMutableBufferPointer(start: bytes, count: capacity)
        let length = 1 + draw(min(count, 64))
        let start = draw(count - length + 1)
        return repeated(buffer, count, start..<start + length)
    }
    let size = mutate(bytes, count, capacity)
    if reader == .mxl, draw(4) > 0 { ZipChecksums.repair(UnsafeMutableBufferPointer(start: bytes, count: size)) }
    return size
}

/// Repeats a piece of the first `count` bytes until the buffer is full, with the rest after it.
///
/// - Returns: the new size.
private func repeated(_ buffer: UnsafeMutableBufferPointer<UInt8>, _ count: Int, _ piece: Range<Int>) -> Int {
    let times = (buffer.count - count) / piece.count
    let content = Array(buffer[..<count])
    let copies = repeatElement(content[piece], count: times).joined()
    let result = content[..<piece.upperBound] + copies + content[piece.upperBound...]
    _ = buffer.update(fromContentsOf: result)
    return result.count
}
