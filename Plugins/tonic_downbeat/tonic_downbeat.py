"""A sampler that favours the tonic on the first beat of every n-th bar of a section."""

from muse_plugin import Sampler, serve


class TonicDownbeat(Sampler):
    type = "tonic_downbeat"

    def __init__(self, boost, bars):
        self.boost, self.bars = boost, bars

    def adjust(self, scores, tune):
        clock = tune.clock
        if clock is None or clock.tonic < 0 or clock.position > 0 or clock.section_bar % self.bars > 0:
            return
        for token in self.vocabulary.notes:
            if tune.pitches[token] % 12 == clock.tonic:
                scores[token] += self.boost


serve(TonicDownbeat)
