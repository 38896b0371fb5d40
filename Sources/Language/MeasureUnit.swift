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
  ]
}
