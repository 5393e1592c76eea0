package import MuseProtocols

/// Contract tests for importers.
package enum ImporterContract {
    package static func findings(_ make: () throws -> any Importer) -> [Finding] {
        [
            (
                "reads any bytes, or reports why it cannot",
                Breach.found {
                    let importer = try make()
                    for bytes in files { _ = try importer.read(bytes, name: "test") }
                }
            ),
            (
                "reads the same tunes the second time",
                Breach.found {
                    let (one, other) = (try make(), try make())
                    for bytes in files
                    where try one.read(bytes, name: "test").tunes.map(\.score)
                        != other.read(bytes, name: "test").tunes.map(\.score)
                    {
                        throw Breach(text: "reads different tunes from the same bytes")
                    }
                }
            ),
        ]
    }

    /// Files that are not music in any format.
    private static let files: [[UInt8]] = [
        [], [0], Array("{\"a\": [".utf8), Array("X:1\nK:C\n".utf8), Array(repeating: 0xFF, count: 1000),
        Array((0..<2000).map { UInt8(truncatingIfNeeded: $0 * 7919 >> 3) }),
    ]
}
