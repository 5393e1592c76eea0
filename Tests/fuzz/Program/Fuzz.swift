import MuseFuzzing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The reader that `MUSE_FUZZ_READER` names.
let reader: FuzzedReader = {
    let name = getenv("MUSE_FUZZ_READER").map { String(cString: $0) } ?? ""
    guard let reader = FuzzedReader(rawValue: name) else {
        fatalError("MUSE_FUZZ_READER is '\(name)'; expected one of \(FuzzedReader.allCases.map(\.rawValue))")
    }
    return reader
}()

/// The longest processor time of an input, with sanitizers.
let secondsLimit = 10

/// The function that libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let start = clock()
    do {
        try reader.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
    } catch {
        fatalError("\(error)")
    }
    let seconds = Int(clock() - start) / Int(CLOCKS_PER_SEC)
    if seconds >= secondsLimit { fatalError("an input of \(count) bytes takes \(seconds) seconds") }
    return 0
}
