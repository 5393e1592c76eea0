/// A message of a TensorBoard event file, in the wire format of protocol buffers.
///
/// Source: TensorFlow, `core/util/event.proto` and `core/framework/summary.proto`; the numbers below are their fields'.
package enum EventMessage {
    /// The first message of a file, which states the version of the format.
    package static var version: [UInt8] { double(1, 0) + string(3, "brain.Event:2") }

    /// Values at a step, each under a tag such as `loss/training`.
    ///
    /// The time of a message is its step in seconds: with real times, the same recipe would not give the same bytes.
    package static func scalars(_ values: [(tag: String, value: Double)], step: Int) -> [UInt8] {
        let summary = values.flatMap { field(1, string(1, $0.tag) + float(2, Float($0.value))) }
        return double(1, Double(step)) + key(2, .varint) + varint(UInt64(step)) + field(5, summary)
    }

    private enum WireType: UInt64 {
        case varint = 0
        case fixed64 = 1
        case bytes = 2
        case fixed32 = 5
    }

    private static func key(_ number: UInt64, _ type: WireType) -> [UInt8] { varint(number << 3 | type.rawValue) }

    /// Seven bits a byte, the lowest first; the eighth bit says that more follow.
    private static func varint(_ value: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    private static func field(_ number: UInt64, _ bytes: [UInt8]) -> [UInt8] {
        key(number, .bytes) + varint(UInt64(bytes.count)) + bytes
    }

    private static func string(_ number: UInt64, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

    private static func double(_ number: UInt64, _ value: Double) -> [UInt8] {
        key(number, .fixed64) + withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
    }

    private static func float(_ number: UInt64, _ value: Float) -> [UInt8] {
        key(number, .fixed32) + withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
    }
}
