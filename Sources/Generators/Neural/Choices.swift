import MuseNeural
import MuseProtocols

// Enumerations that are values of settings.
extension Precision: SettingChoice {}
extension DecodingPrecision: SettingChoice {}
extension Schedule.Decay: SettingChoice {}
extension Norm.Kind: SettingChoice {}
extension TransformerShape.Positions: SettingChoice {}
extension TransformerShape.FeedForward: SettingChoice {}
