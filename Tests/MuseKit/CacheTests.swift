import Foundation
import MuseKit
import MuseStorage
import Testing

@Suite struct CacheTests {
    private func modelFolder(_ place: Workplace) throws -> String {
        let folder = "\(place.path)/cache/models"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        return "\(folder)/\(try #require(names.first { !$0.contains(".") }))"
    }

    @Test func aDamagedModelIsReportedAndFittedAgain() throws {
        let place = try Workplace()
        let muse = place.muse()
        let recipe = try place.recipe(muse)
        let first = try muse.fit(recipe)
        let weights = "\(try modelFolder(place))/weights.safetensors"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: weights))
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: URL(fileURLWithPath: weights))
        let recorder = Recorder()
        let again = try muse.fit(recipe, observer: recorder.observer())
        #expect(again.weightsHash == first.weightsHash)
        #expect(recorder.kinds.first == "warning")
        #expect(recorder.kinds.last == "model fitted")
    }

    @Test func theRunsModelDoesNotDependOnTheCache() throws {
        let place = try Workplace()
        let muse = place.muse()
        let recipe = try place.recipe(muse)
        _ = try muse.run(recipe, out: "\(place.path)/out")
        let before = try place.bytes("out/model/weights.safetensors")
        let cached = FileHandle(forWritingAtPath: "\(try modelFolder(place))/weights.safetensors")
        try cached?.truncate(atOffset: 3)
        #expect(try place.bytes("out/model/weights.safetensors") == before)
    }

    @Test func aCacheThatIsAFileIsFoundBeforeFitting() throws {
        let place = try Workplace()
        try place.write("cache", "")
        let muse = place.muse()
        let recipe = try place.recipe(muse)
        let recorder = Recorder()
        #expect(throws: FileError.self) { try muse.fit(recipe, observer: recorder.observer()) }
        #expect(recorder.kinds == [])
    }

    @Test func anOutputFolderThatIsAFileIsFoundBeforeFitting() throws {
        let place = try Workplace()
        try place.write("out", "")
        let muse = place.muse()
        let recipe = try place.recipe(muse)
        let recorder = Recorder()
        let error = try #require(throws: FileError.self) {
            try muse.run(recipe, out: "\(place.path)/out", observer: recorder.observer())
        }
        #expect("\(error)" == "\(place.path)/out: Not a directory")
        #expect(recorder.kinds == [])
    }
}
