/// Units of measure, however they are written.
package enum MeasureUnit {
  /// The unit's usual sign: `in` for "inches" and "pulgadas"; any other word as it is.
  /// - Parameter word: folded to lower case.
  package static func sign(of word: String) -> String { signs[word] ?? word }

  private static let signs: [String: String] = {
    var signs: [String: String] = [:]
    for (sign, words) in spellings {
      for word in words.split(separator: " ") { signs[String(word)] = sign }
    }
    return signs
  }()

  /// English, Spanish, Portuguese and Indonesian: a unit means the same in all of them.
  private static let spellings = [
    "in": "inch inches \" pulgada pulgadas polegada polegadas inci",
    "ft": "foot feet '",
    "yd": "yard yards yarda yardas",
    "m": "meter meters metre metres metro metros",
    "cm": "centimeter centimeters centimetre centimetres centimetro centimetros sentimeter",
    "mm": "millimeter millimeters millimetre millimetres milimetro milimetros milimeter",
    "g": "gram grams gramme grammes gr gramo gramos grama gramas",
    "kg": "kilo kilos kilogram kilograms kilogramo kilogramos quilo quilos",
    "mg": "milligram milligrams miligramo miligramos miligrama miligramas miligram",
    "lb": "lbs pound pounds libra libras",
    "oz": "ounce ounces onza onzas onca oncas",
    "l": "liter liters litre litres litro litros",
    "ml": "milliliter milliliters millilitre millilitres mililitro mililitros mililiter",
    "gal": "gallon gallons galon galones galao galoes",
    "qt": "quart quarts",
    "pt": "pint pints pinta pintas",
    "w": "watt watts vatio vatios",
    "ct": "count counts cnt pcs piece pieces pieza piezas peca pecas buah biji",
    "\u{b0}": "degree degrees deg grado grados grau graus derajat",
    "gb": "gig gigs gigabyte gigabytes giga gigas",
    "tb": "terabyte terabytes tera teras",
  ]

  /// Whether a word is some unit's sign.
  package static func isSign(_ word: String) -> Bool { spellings[word] != nil }

  /// Whether a sign stands for a unit that compares with others.
  package static func isUnit(_ sign: String) -> Bool { scales[sign] != nil }

  /// What a unit measures, and how much of the base (grams, millilitres, millimetres, gigabytes) one of it is; nil for
  /// a word that is no unit, or one that compares with no other.
  static func scale(of sign: String) -> (dimension: Measure.Dimension, size: Double)? { scales[sign] }

  private static let scales: [String: (dimension: Measure.Dimension, size: Double)] = [
    "mg": (.mass, 0.001), "g": (.mass, 1), "kg": (.mass, 1000), "oz": (.mass, 28.35), "lb": (.mass, 453.6),
    "ml": (.volume, 1), "cl": (.volume, 10), "l": (.volume, 1000), "gal": (.volume, 3785), "qt": (.volume, 946),
    "pt": (.volume, 473),
    "mm": (.length, 1), "cm": (.length, 10), "m": (.length, 1000), "in": (.length, 25.4), "ft": (.length, 304.8),
    "yd": (.length, 914.4),
    "gb": (.storage, 1), "tb": (.storage, 1000),
  ]
}

/// A number of units, so that half an ounce and 14 grams are told to be the same.
package struct Measure: Hashable, Sendable {
  package enum Dimension: Hashable, Sendable { case mass, volume, length, storage }

  package let dimension: Dimension
  /// In the dimension's base: grams, millilitres, millimetres, gigabytes.
  package let amount: Double

  /// nil where the word is no unit that compares with others.
  /// - Parameter unit: folded to lower case, in any spelling.
  package init?(_ count: Double, unit: String) {
    guard count > 0, let scale = MeasureUnit.scale(of: MeasureUnit.sign(of: unit)) else { return nil }
    dimension = scale.dimension
    amount = count * scale.size
  }

  /// Packs are rounded: an ounce is sold as 28 g, and a terabyte as 1,000 or 1,024 gigabytes.
  private static let tolerance = 0.03

  package func isSame(as other: Measure) -> Bool {
    dimension == other.dimension && abs(amount - other.amount) <= Self.tolerance * max(amount, other.amount)
  }

  /// Reads the first number with a unit behind it: of `Tin, 100 g` 100 grams.
  package static func first(in tokens: [Token], language: LanguageCode = .english) -> Measure? {
    for mention in NumberWords.mentions(in: tokens, language: language) where mention.range.upperBound < tokens.count {
      guard let count = mention.value.double else { continue }
      if let measure = Measure(count, unit: tokens[mention.range.upperBound].text) { return measure }
    }
    return nil
  }
}
