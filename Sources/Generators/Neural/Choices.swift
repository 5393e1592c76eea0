import MuseNeural
import MuseProtocols

// What a recipe chooses by name.
extension Precision: SettingChoice {}
extension Schedule.Decay: SettingChoice {}
extension Norm.Kind: SettingChoice {}
extension TransformerShape.Positions: SettingChoice {}
extension TransformerShape.FeedForward: SettingChoice {}
