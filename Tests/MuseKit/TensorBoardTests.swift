import Foundation
import MuseKit
import MuseProtocols
import MuseStorage
import Testing

@Suite struct TensorBoardTests {
    /// RFC 3720, B.4: bytes of zeros, of ones, ascending and descending; and the usual check of CRC catalogues.
    @Test(
        arguments: [
            ([UInt8](repeating: 0, count: 32), 0x8A91_36AA), ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
            (Array(0..<32), 0x46DD_794E), (Array((0..<32).reversed()), 0x113F_DB5C),
            (Array("123456789".utf8), 0xE306_9283),
        ] as [([UInt8], UInt32)])
    func checksumsAreThoseOfTheStandard(bytes: [UInt8], sum: UInt32) {
        #expect(CRC32C.checksum(of: bytes) == sum)
    }

    /// 0xE3069283 rotated right by 15 bits is 0x2507C60D; plus 0xA282EAD8 is 0xC78AB0E5.
    @Test func storedChecksumsAreMasked() {
        #expect(CRC32C.masked(of: Array("123456789".utf8)) == 0xC78A_B0E5)
    }

    @Test func aRecordHasLengthAndDataWithAChecksumEach() {
        let record = TFRecord.bytes(of: Array("123456789".utf8))
        #expect(record.count == 8 + 4 + 9 + 4)
        #expect(Array(record[0..<8]) == [9, 0, 0, 0, 0, 0, 0, 0])
        // The CRC-32C of these bytes is 0x872FCB77; rotated, plus 0xA282EAD8, it is 0x3971F937.
        #expect(Array(record[8..<12]) == [0x37, 0xF9, 0x71, 0x39])
        #expect(Array(record[12..<21]) == Array("123456789".utf8))
        #expect(Array(record[21...]) == [0xE5, 0xB0, 0x8A, 0xC7])
    }

    /// Event: wall_time (field 1, double) 300.0, step (2, varint) 300, summary (5) of a value (1) with tag (1) and
    /// simple_value (2, float) 0.5.
    @Test func aMessageIsAProtocolBuffer() {
        #expect(
            EventMessage.scalars([("a", 0.5)], step: 300) == [
                0x09, 0, 0, 0, 0, 0, 0xC0, 0x72, 0x40,  // 300 = 1.171875 × 2⁸
                0x10, 0xAC, 0x02,  // 300 = 2 × 128 + 44
                0x2A, 10, 0x0A, 8, 0x0A, 1, 0x61, 0x15, 0, 0, 0, 0x3F,
            ])
    }

    @Test func theFileGrowsDuringTrainingAndIsCompleteAtTheEnd() throws {
        let place = try Workplace()
        let log = EventLog(folder: "\(place.path)/run", rewards: [])
        #expect(!place.exists("run"))
        let points = (1...3).map { LearningCurve.Point(step: $0, training: 1 / Double($0), validation: nil) }
        log.add(.training(points[0]))
        let first = try place.bytes("run/\(EventLog.fileName)")
        log.add(.training(points[1]))
        let second = try place.bytes("run/\(EventLog.fileName)")
        #expect(second.count > first.count && second.starts(with: first))
        // The third measurement is known only to the model, as after a resumed training.
        #expect(try log.finish(TrainedModel(curve: LearningCurve(points: points))))
        let all = try place.bytes("run/\(EventLog.fileName)")
        #expect(all.count == 2 * second.count - first.count && all.starts(with: second))
    }

    @Test func eachMeasureHasATag() throws {
        let place = try Workplace()
        let log = EventLog(folder: "\(place.path)/run", rewards: ["ends_on_tonic"])
        log.add(.training(LearningCurve.Point(step: 1, training: 2, validation: 3)))
        log.add(
            .fineTuning(
                TuningCurve.Point(
                    step: 0, reward: 0.5, satisfactions: [0.25], kl: 0, entropy: 1, distinct: 1, diversity: 0.5,
                    distance: 4)))
        let bytes = Array(try place.bytes("run/\(EventLog.fileName)"))
        let expected =
            TFRecord.bytes(of: EventMessage.version)
            + TFRecord.bytes(of: EventMessage.scalars([("loss/training", 2), ("loss/held_out", 3)], step: 1))
            + TFRecord.bytes(
                of: EventMessage.scalars(
                    [
                        ("fine_tuning/reward", 0.5), ("fine_tuning/kl", 0), ("fine_tuning/entropy", 1),
                        ("fine_tuning/distinct", 1), ("fine_tuning/diversity", 0.5), ("fine_tuning/distance", 4),
                        ("rewards/ends_on_tonic", 0.25),
                    ], step: 0))
        #expect(bytes == expected)
    }

    @Test func aModelThatIsNotTrainedInStepsLeavesNoFile() throws {
        let place = try Workplace()
        let muse = place.muse()
        let recorder = Recorder()
        _ = try muse.run(
            place.recipe(muse), out: "\(place.path)/run", tensorBoard: true, writesPage: false,
            observer: recorder.observer())
        #expect(!place.exists("run/\(EventLog.fileName)"))
        #expect(recorder.kinds.contains("remark"))
    }
}

/// A model with nothing but a learning curve.
private struct TrainedModel: Model {
    let curve: LearningCurve

    func decoder(for request: DecodingRequest) throws -> any TokenDecoder { throw CapabilityError(missing: []) }
    func logProbabilities(of tokens: [TokenID]) throws -> [Double] { [] }
    func saved() -> SavedModel { SavedModel(description: [:], tensors: []) }
}
