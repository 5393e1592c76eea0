import MuseProtocols

/// What every network over tokens can do, and what it can do only if it was trained for it.
enum NeuralCapabilities {
    static let always = Set<Capability>.autoregressive.union([.styleMix, .fineTuning])

    static let requirements: [Capability: String] = [
        .guidance: "`training.\(TrainingGroup.conditionDropout.info.name)` above 0",
        .fill: "`training.\(TrainingGroup.infilling.info.name)` above 0",
    ]

    /// With the settings of a training.
    static func with(_ training: TrainingGroup) -> Set<Capability> {
        var result = always
        if training.conditionDropout > 0 { result.insert(.guidance) }
        if training.infilling > 0 { result.insert(.fill) }
        return result
    }
}

extension TrainingGroup {
    /// Settings that train for what tokens of a kind cannot serve.
    func objections(to reading: any TokenReading) -> [SettingObjection] {
        var result: [SettingObjection] = []
        func note(_ setting: Setting<Double>, _ message: String) {
            result.append(SettingObjection("\(Self.group.info.name).\(setting.info.name)", message))
        }
        if conditionDropout > 0, !reading.capabilities.contains(.conditions) {
            note(Self.conditionDropout, "none of these tokens states a condition that could be left out")
        }
        if infilling > 0, !reading.capabilities.contains(.fill) {
            note(Self.infilling, "these tokens have no bars that could be left open")
        }
        return result
    }
}
