import MusePlatform

func cosine(_ x: Double) -> Double { cos(x) }
func sine(_ x: Double) -> Double { sin(x) }
func raise(_ x: Double, _ exponent: Double) -> Double { pow(x, exponent) }
