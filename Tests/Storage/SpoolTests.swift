import MuseStorage
import Testing

@Suite struct SpoolTests {
    @Test(arguments: [0, 1, 10, 1000, 1 << 20]) func bytesAreFoundInMemoryAndInTheFile(_ limit: Int) throws {
        var spool = Spool(memoryLimit: limit)
        let texts = (0..<100).map { i in [UInt8](repeating: UInt8(i), count: i * 7 % 40) }
        let positions = try texts.map { try spool.append($0) }
        for (text, position) in zip(texts, positions).reversed() { #expect(try spool.bytes(position) == text) }
    }
}
