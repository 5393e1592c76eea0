import MuseCorpus
import MuseMusic

extension NamedTune {
    init(_ tune: Corpus.Tune) {
        self.init(name: tune.score.header.title.isEmpty ? tune.place : tune.score.header.title, score: tune.score)
    }
}
