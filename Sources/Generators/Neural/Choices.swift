import MuseNeural
import MuseProtocols

// Enumerations that recipes name.
extension Precision: SettingChoice {}
extension Schedule.Decay: SettingChoice {}
extension Norm.Kind: SettingChoice {}
extension TransformerShape.Positions: SettingChoice {}
extension TransformerShape.FeedForward: SettingChoice {}
