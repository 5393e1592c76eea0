import MuseProtocols

extension Score {
    // Stands in until repeats are unfolded in MuseProtocols.
    func played() -> Score { self }
}
