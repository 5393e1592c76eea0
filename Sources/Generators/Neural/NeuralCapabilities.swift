import MuseProtocols

/// The capabilities of autoregressive networks, some of which depend on training settings.
enum NeuralCapabilities {
    static let always = Set<Capability>.autoregressive.union([.styleMix, .fineTuning])

    static let requirements: [Capability: String] = [
        .guidance: "`training.\(TrainingGroup.conditionDropout.info.name)` above 0",
        .fill: "`training.\(TrainingGroup.infilling.info.name)` above 0",
    ]

    /// Returns the capabilities of a network trained with these settings.
    static func with(_ training: TrainingGroup) -> Set<Capability> {
        var result = always
        if training.conditionDropout > 0 { result.insert(.guidance) }
        if training.infilling > 0 { result.insert(.fill) }
        return result
    }
}

extension TrainingGroup {
    /// Returns objections to settings that the tokenizer does not support.
    func objections(to reading: any TokenReading) -> [SettingObjection] {
        var result: [SettingObjection] = []
        func note(_ setting: Setting<Double>, _ message: String) {
            result.append(SettingObjection("\(Self.group.info.name).\(setting.info.name)", message))
        }
        if conditionDropout > 0, !reading.capabilities.contains(.conditions) {
            note(Self.conditionDropout, "this tokenizer has no condition tokens, so there is nothing to drop")
        }
        if infilling > 0, !reading.capabilities.contains(.fill) {
            note(Self.infilling, "this tokenizer does not support infilling of bars")
        }
        return result
    }
}
