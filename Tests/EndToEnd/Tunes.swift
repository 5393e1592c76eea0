/// A corpus of seven traditional jigs and a reel, in settings of our own.
let tunebook = """
    X:1
    T:The Irish Washerwoman
    R:jig
    M:6/8
    L:1/8
    K:G
    |: d/c/ | BGG DGG | BGB dcB | cAA EAA | cAc edc |
    BGG DGG | BGB dcB | cBc Adc | BGG G2 :|
    |: d | gdg gdg | gdg bag | fdf fdf | fdf agf |
    egg dgg | cgg B2 g | cBc Adc | BGG G2 :|

    X:2
    T:The Kesh
    R:jig
    M:6/8
    L:1/8
    K:G
    |: GAG GAB | ABA ABd | edd gdd | edB dBA |
    GAG GAB | ABA ABd | edd gdB | AGF G3 :|
    |: BAB dBd | ege dBG | BAB dBG | ABA AGA |
    BAB dBd | ege dBd | gfg aga | bgf g3 :|

    X:3
    T:Haste to the Wedding
    R:jig
    M:6/8
    L:1/8
    K:D
    |: A/G/ | FAA fed | BBB BdB | AAA AFA | EEE EFG |
    FAA fed | BBB BdB | ABA f2 e | ddd d2 :|
    |: g | fff fga | eee efg | fff fga | eee e2 A |
    aaa f2 f | ggg efg | fed Bcd | AFD D2 :|

    X:4
    T:Garryowen
    R:jig
    M:6/8
    L:1/8
    K:G
    |: d | dcB BAG | Bcd e2 d | dcB BAG | BAA A2 d |
    dcB BAG | Bcd e2 f | gfe dcB | BAG G2 :|
    |: g/a/ | bgb afa | gag ed^c | def gfe | faa a2 b/a/ |
    gfe gfe | dcB Bcd | ege dcB | BAG G2 :|

    X:5
    T:Saint Patrick's Day
    R:jig
    M:6/8
    L:1/8
    K:G
    |: D | G2 G GAB | A2 G GBd | e2 d dBG | A2 G E2 D |
    G2 G GAB | A2 G GBd | e2 d BAB | G3 G2 :|
    |: d | dBd dBd | ece ece | dBd dBG | ABA A2 d |
    dBd dBd | efg dBG | e2 d BAB | G3 G2 :|

    X:6
    T:The Road to the Fair
    R:jig
    M:6/8
    L:1/8
    K:Ador
    |: A | eAA BAG | A2 B cBA | BGG dGG | BAB G2 A |
    eAA BAG | A2 B cde | dBG GAB |1 A3 A2 :|2 A3 A3 ||
    |: aga bge | dBd g2 e | aga bge | dBA A2 e |
    aga bge | dBd gfe | dBG GAB | A3 A3 :|

    X:7
    T:Off She Goes
    R:jig
    M:6/8
    L:1/8
    K:D
    |: F2 A G2 B | ABc d2 A | F2 A G2 B | AFD E2 D |
    F2 A G2 B | ABc d2 e | f2 d g2 e | dcd d3 :|
    |: f2 d gfe | f2 d A2 d | f2 d gfe | dcB A3 |
    f2 d g2 e | fed B2 A | G2 B AFD | EDE D3 :|

    X:8
    T:A Reel of our Own
    R:reel
    M:C|
    L:1/8
    K:D
    |: A2 FA DAFA | BGdB cdBc | A2 FA DAFA | B2 AF EFGB |
    A2 FA DAFA | BGdB cdef | gfed cABc |1 dcBc dfec :|2 dcBc d4 ||

    """

/// A valid recipe that runs quickly.
let jigRecipe = """
    muse: 1
    title: Jigs
    seed: 3
    corpus: {files: [tunes.abc], where: {rhythm: jig}, split: {validation: 0.15}}
    tokenizer: {type: abc}
    generator: {type: markov, order: 3}
    sampler:
      - {type: temperature, value: 0.9}
    constraints:
      - {type: form, sections: [8, 8]}
      - {type: key, tonic: D, mode: major}
    rules:
      - {type: ends_on_tonic}
    generate: {count: 3, best_of: 2, condition: {meter: 6/8, rhythm: jig}}
    export:
      - {type: abc, path: jigs.abc}
      - {type: midi, path: "jig-{n}.mid"}
      - {type: musicxml, path: "jig-{n}.musicxml"}

    """

/// A tune with a pickup, a broken rhythm, a tie, a triplet, and two endings.
let ladder = """
    X:1
    T:Ladder
    M:2/4
    L:1/8
    K:G
    |: D | G2 F>A |1 B2- B :|2 (3cde d2 |]

    """
