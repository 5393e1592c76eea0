import MuseProtocols
import MuseStorage
import Testing

@Suite struct ModelFolderTests {
    private let record = ModelRecord(
        generator: "markov", settings: "type: markov\norder: 6\n", vocabulary: ["C", "D", "|", "end"],
        bitsPerNote: 2.5, provenance: ["seed": "7"],
        model: SavedModel(
            description: ["order": .int(6)],
            tensors: [
                StoredTensor(name: "weights", kind: .f32, [1, -2] as [Float]),
                StoredTensor(name: "places", kind: .i32, [3] as [Int32]),
            ]))

    /// Returns the error for a folder in which `text` of a file was replaced by `other`.
    private func error(replacing text: String, by other: String, in name: String = "model.json") throws -> String {
        var message = ""
        try withTemporaryFolder { folder in
            try ModelFolder.write(record, to: folder)
            let before = String(decoding: try FileReader.bytes("\(folder)/\(name)"), as: UTF8.self)
            #expect(before.contains(text))
            let parts = before.split(separator: text, omittingEmptySubsequences: false)
            try AtomicFile.write(Array(parts.joined(separator: other).utf8), to: "\(folder)/\(name)")
            do { _ = try ModelFolder.read(folder) } catch let error as StorageError {
                #expect(error.path == "\(folder)/\(name)")
                message = error.reason
            }
        }
        return message
    }

    @Test func writtenDataAreReadBack() throws {
        try withTemporaryFolder { folder in
            try ModelFolder.write(record, to: "\(folder)/new/model")
            #expect(try names(in: "\(folder)/new/model") == ["model.json", "weights.safetensors"])
            let read = try ModelFolder.read("\(folder)/new/model")
            #expect(read.generator == "markov")
            #expect(read.settings == "type: markov\norder: 6\n")
            #expect(read.vocabulary == ["C", "D", "|", "end"])
            #expect(read.vocabularyHash == Vocabulary(["C", "D", "|", "end"]).hash)
            #expect(read.bitsPerNote == 2.5)
            #expect(read.provenance == ["seed": "7"])
            #expect(read.model.description == ["order": .int(6)])
            #expect(try read.model.vector("weights", .f32) == [1, -2] as [Float])
            #expect(try read.model.vector("places", .i32) == [3] as [Int32])
        }
    }

    @Test(arguments: [nil, 3, .infinity] as [Double?]) func finiteBitsPerNoteAreStored(bits: Double?) throws {
        try withTemporaryFolder { folder in
            var record = record
            record.bitsPerNote = bits
            try ModelFolder.write(record, to: folder)
            #expect(try ModelFolder.read(folder).bitsPerNote == (bits == 3 ? 3 : nil))
        }
    }

    @Test func sameRecordSameBytes() throws {
        try withTemporaryFolder { folder in
            try ModelFolder.write(record, to: "\(folder)/a")
            try ModelFolder.write(record, to: "\(folder)/b")
            for name in ["model.json", "weights.safetensors"] {
                #expect(try FileReader.bytes("\(folder)/a/\(name)") == FileReader.bytes("\(folder)/b/\(name)"))
            }
        }
    }

    @Test(arguments: [
        ("{", "[", "not valid JSON"), ("\"format\"", "\"forma\"", "'format' is missing"),
        ("\"format\" : 1", "\"format\" : 2", "format 2 is not supported; this version of muse reads 1"),
        ("\"generator\" : \"markov\"", "\"generator\" : 3", "'generator' is missing or not a string"),
        ("\"D\"", "\"C\"", "'vocabulary' does not match its hash"),
        ("\"D\"", "4", "'vocabulary' does not match its hash"),
        ("2.5", "\"2.5\"", "'bits_per_note' is not a number"),
    ]) func inconsistentRecordsAreRejected(text: String, other: String, message: String) throws {
        #expect(try error(replacing: text, by: other) == message)
    }

    @Test func weightsOfAnotherModelAreRejected() throws {
        try withTemporaryFolder { folder in
            try ModelFolder.write(record, to: folder)
            try AtomicFile.write(try SafetensorsFile([]).encoded(), to: "\(folder)/weights.safetensors")
            #expect(
                throws: StorageError(
                    "weights.safetensors does not belong to this model.json; fit the model again",
                    path: "\(folder)/model.json")
            ) { try ModelFolder.read(folder) }
        }
    }

    @Test func aFolderWithoutAModelIsAFileError() throws {
        try withTemporaryFolder { folder in
            #expect(throws: FileError(path: "\(folder)/model.json", reason: "No such file or directory")) {
                try ModelFolder.read(folder)
            }
        }
    }
}
