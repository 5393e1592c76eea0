import MuseProtocols
import MuseStorage
import Testing

@Suite struct SafetensorsFileTests {
    /// Returns a file with this header and `data` bytes of numbers.
    private func file(_ header: String, data: Int = 0) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) } + Array(header.utf8)
            + [UInt8](repeating: 1, count: data)
    }

    private func error(_ bytes: [UInt8]) -> String? {
        do {
            _ = try SafetensorsFile(decoding: bytes)
            return nil
        } catch { return "\(error)" }
    }

    @Test func encodedBytesMatchTheFormat() throws {
        let tensors = [
            StoredTensor(name: "b", kind: .u8, [7] as [UInt8]), StoredTensor(name: "a", kind: .f32, [1.5] as [Float]),
        ]
        // The wide number comes first, and the header is padded to a multiple of eight.
        let header =
            #"{"__metadata__":{"by":"muse"},"a":{"data_offsets":[0,4],"dtype":"F32","shape":[1]},"#
            + #""b":{"data_offsets":[4,5],"dtype":"U8","shape":[1]}} "#
        #expect(header.utf8.count == 136)
        let bytes = try SafetensorsFile(tensors, metadata: ["by": "muse"]).encoded()
        #expect(bytes == [136, 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + [0, 0, 0xC0, 0x3F, 7])
    }

    @Test func filesOfThePythonLibraryAreRead() throws {
        // safetensors.numpy.save (0.8.0) of w = [[1.5, -2]], n = [7, -1, 300], u = [255], none of shape [0, 4].
        let header =
            #"{"__metadata__":{"by":"python"},"none":{"dtype":"I64","shape":[0,4],"data_offsets":[0,0]},"#
            + #""w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"n":{"dtype":"I32","shape":[3],"#
            + #""data_offsets":[8,20]},"u":{"dtype":"U8","shape":[1],"data_offsets":[20,21]}}   "#
        let data: [UInt8] = [
            0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0, 7, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x2C, 1, 0, 0, 0xFF,
        ]
        let read = try SafetensorsFile(decoding: file(header) + data)
        #expect(read.metadata == ["by": "python"])
        #expect(read.tensors.map(\.name) == ["n", "none", "u", "w"])
        #expect(read.tensors.map(\.shape) == [[3], [0, 4], [1], [1, 2]])
        #expect(read.tensors[0].values(as: Int32.self) == [7, -1, 300])
        #expect(read.tensors[2].values(as: UInt8.self) == [255])
        #expect(read.tensors[3].values(as: Float.self) == [1.5, -2])
    }

    @Test func allKindsRoundTrip() throws {
        let tensors = [
            StoredTensor(name: "a", kind: .i64, [Int64.min, 5]), StoredTensor(name: "b", kind: .u8, [1] as [UInt8]),
            StoredTensor(name: "c", kind: .bf16, shape: [3, 1], bytes: [1, 2, 3, 4, 5, 6]),
            StoredTensor(name: "d", kind: .u32, [UInt32.max]), StoredTensor(name: "e", kind: .i32, [] as [Int32]),
            StoredTensor(name: "f", kind: .f32, shape: [], bytes: [0, 0, 0x80, 0x3F]),
            StoredTensor(name: "ü \"quoted\" /slash", kind: .u8, [] as [UInt8]),
        ]
        let read = try SafetensorsFile(decoding: SafetensorsFile(tensors.reversed()).encoded()).tensors
        #expect(read.map(\.name) == tensors.map(\.name))
        #expect(read.map(\.kind) == tensors.map(\.kind))
        #expect(read.map(\.shape) == tensors.map(\.shape))
        #expect(read.map(\.bytes) == tensors.map(\.bytes))
    }

    @Test func aFileWithoutTensorsIsValid() throws {
        #expect(try SafetensorsFile(decoding: file("{}")).tensors.isEmpty)
    }

    @Test(arguments: [
        ("[]", 0, "the header is not a JSON object"), ("{", 0, "the header is not a JSON object"),
        (" {}", 0, "the header is not a JSON object"), ("", 0, "the header is not a JSON object"),
        ("{\u{0}}", 0, "the header is not a JSON object"),
        (String(repeating: #"{"a":"#, count: 100_000), 0, "the header is not a JSON object"),
        ("{}", 3, "the tensors fill 0 of 3 bytes"),
        (#"{"a":1}"#, 0, "tensor 'a' has no dtype"), (#"{"a\u001b":{}}"#, 0, "tensor 'a?' has no dtype"),
        (#"{"__metadata__":1}"#, 0, "'__metadata__' is not an object"),
        (#"{"__metadata__":{"k":1}}"#, 0, "'k' of '__metadata__' is not a string"),
        (#"{"a":{"dtype":"F64"}}"#, 0, "tensor 'a' has the unsupported dtype 'F64'"),
        (#"{"a":{"dtype":"U8"}}"#, 0, "tensor 'a' has no shape"),
        (#"{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}"#, 1, "tensor 'a' has no shape"),
        (#"{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}"#, 1, "tensor 'a' has no shape"),
        (#"{"a":{"dtype":"U8","shape":[1]}}"#, 1, "tensor 'a' has no data_offsets"),
        (#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}}"#, 1, "tensor 'a' has no data_offsets"),
        (
            #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}"#, 1,
            "tensor 'a' has data_offsets [1, 0], but there are 1 bytes of data"
        ),
        (
            #"{"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}"#, 1,
            "tensor 'a' has data_offsets [0, 9], but there are 1 bytes of data"
        ),
        (
            #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, 0,
            "tensor 'a' has the impossible shape [4611686018427387904, 4]"
        ),
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4,
            "tensor 'a' of shape [2] takes 8 bytes, not 4"
        ),
        (#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#, 2, "tensor 'a' starts at byte 1, not 0"),
        (
            #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"#
                + #""b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#,
            2, "tensor 'b' starts at byte 1, not 2"
        ),
        (#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#, 2, "the tensors fill 1 of 2 bytes"),
    ]) func inconsistentHeadersAreRejected(header: String, data: Int, message: String) {
        #expect(error(file(header, data: data)) == message)
    }

    @Test func wrongLengthsAreRejected() {
        #expect(error([]) == "0 bytes are too few for a safetensors file")
        #expect(error([2, 0, 0, 0, 0, 0, 0]) == "7 bytes are too few for a safetensors file")
        #expect(error([3, 0, 0, 0, 0, 0, 0, 0, 123, 125]) == "the header should have 3 bytes, but only 2 follow")
        #expect(
            error([UInt8](repeating: 255, count: 10))
                == "the header should have 18446744073709551615 bytes, but only 2 follow")
    }

    @Test func truncatedAndDamagedFilesDoNotCrash() throws {
        let whole = try SafetensorsFile([
            StoredTensor(name: "a", kind: .f32, [1, 2] as [Float]), StoredTensor(name: "b", kind: .u8, [7] as [UInt8]),
        ]).encoded()
        for count in whole.indices { #expect(error(Array(whole.prefix(count))) != nil) }
        var random = RandomSource(seed: 1)
        for _ in 0..<3000 {
            var changed = whole
            changed[random.below(changed.count)] = UInt8(random.below(256))
            _ = error(changed)
        }
    }
}
