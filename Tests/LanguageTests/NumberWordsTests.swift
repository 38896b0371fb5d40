import Testing

@testable import Language

@Suite struct NumberWordsTests {
  private func found(_ text: String, _ language: LanguageCode = .english) -> [String] {
    let tokens = Tokenizer.tokens(in: text)
    return NumberWords.mentions(in: tokens, language: language).map { mention in
      let words = tokens[mention.range].map(\.text).joined(separator: " ")
      return "\(Self.shown(mention.value)) \(words)"
    }
  }

  private static func shown(_ value: NumberValue) -> String {
    switch value {
    case .whole(let number): "\(number)"
    case .decimal(let number): "\(number.double)"
    case .ordinal(let number): "#\(number)"
    case .last: "#last"
    case .tooLarge: "too large"
    }
  }

  @Test(arguments: [
    ("two teas", ["2 two"]), ("twenty one cups", ["21 twenty one"]), ("twenty-one", ["21 twenty - one"]),
    ("a dozen eggs", ["12 a dozen"]), ("half a dozen eggs", ["6 half a dozen"]), ("half dozen", ["6 half dozen"]),
    ("two dozen roses", ["24 two dozen"]), ("a couple of coffees", ["2 a couple of"]),
    ("a couple dozen", ["24 a couple dozen"]), ("a pair of socks", ["2 a pair of"]),
    ("two pairs of socks", ["4 two pairs of"]), ("three hundred", ["300 three hundred"]),
    ("one hundred and five", ["105 one hundred and five"]), ("a hundred", ["100 a hundred"]),
    ("two thousand three hundred and forty-five", ["2345 two thousand three hundred and forty - five"]),
    ("a thousand and one nights", ["1001 a thousand and one"]), ("zero", ["0 zero"]),
    ("nineteen hundred", ["1900 nineteen hundred"]), ("3 hundred", ["300 3 hundred"]),
    ("five million two hundred thousand", ["5200000 five million two hundred thousand"]),
    ("forty five", ["45 forty five"]), ("five six", ["5 five", "6 six"]), ("twenty ten", ["20 twenty", "10 ten"]),
    ("two and three", ["2 two", "3 three"]), ("one tea and two cakes", ["1 one", "2 two"]),
  ])
  func `English counts`(text: String, expected: [String]) { #expect(found(text) == expected) }

  @Test(arguments: [
    ("2", ["2 2"]), ("2kg", ["2 2"]), ("1,000", ["1000 1,000"]), ("1,234,567", ["1234567 1,234,567"]),
    ("12.50", ["12.5 12.50"]), ("12.00", ["12 12.00"]), ("1,234.5", ["1234.5 1,234.5"]), ("1,5", ["1.5 1,5"]),
    ("two and a half", ["2.5 two and a half"]), ("2 and a half", ["2.5 2 and a half"]),
    ("one and a half dozen", ["18 one and a half dozen"]), ("half a kilo", ["0.5 half a"]), ("half", ["0.5 half"]),
    ("a half", ["0.5 a half"]), ("half of it", ["0.5 half of"]), ("a quarter of a pound", ["0.25 a quarter of a"]),
    ("½ kg", ["0.5 1\u{2044}2"]), ("2½", ["2.5 2 1\u{2044}2"]), ("1/2 litre", ["0.5 1 / 2"]),
    ("1 1/2", ["1.5 1 1 / 2"]), ("3/4", ["0.75 3 / 4"]), ("two point five", ["2.5 two point five"]),
    ("1.5 million", ["1500000 1.5 million"]), ("two and a half thousand", ["2500 two and a half thousand"]),
    ("half a million", ["500000 half a million"]),
  ])
  func `digits, decimals and halves`(text: String, expected: [String]) { #expect(found(text) == expected) }

  @Test(arguments: [
    ("the second one", ["#2 second"]), ("2nd", ["#2 2nd"]), ("the 21st", ["#21 21st"]),
    ("twenty-first", ["#21 twenty - first"]), ("twenty first", ["#21 twenty first"]), ("the last one", ["#last last"]),
    ("hundredth", ["#100 hundredth"]), ("two hundredth", ["#200 two hundredth"]),
    ("one hundred and first", ["#101 one hundred and first"]), ("fiftieth", ["#50 fiftieth"]),
    ("first two", ["#1 first", "2 two"]),
  ])
  func `English ordinals`(text: String, expected: [String]) { #expect(found(text) == expected) }

  @Test(arguments: [
    ("-3", ["-3 -3"]), ("minus three", ["-3 minus three"]), ("negative 2.5", ["-2.5 negative 2.5"]),
    ("5-3", ["5 5", "3 3"]),
    ("99999999999999999999", ["too large 99999999999999999999"]),
    ("-99999999999999999999", ["too large -99999999999999999999"]),
    ("9223372036854775807", ["9223372036854775807 9223372036854775807"]),
    ("9223372036854775807 dozen", ["too large 9223372036854775807 dozen"]),
    ("99999999999999999999th", ["too large 99999999999999999999th"]),
    ("9999999999 billion", ["too large 9999999999 billion"]),
  ])
  func `negative and huge numbers are told as such`(text: String, expected: [String]) {
    #expect(found(text) == expected)
  }

  @Test(arguments: ["", "a tea", "and", "of", "hundreds", "minus", "someone", "0th", "the", "a", "- - -", "&", "/"])
  func `words that are no numbers`(text: String) { #expect(found(text).isEmpty) }

  @Test(arguments: [
    ("uno", ["1 uno"]), ("un café", ["1 un"]), ("veintiún", ["21 veintiun"]), ("treinta y uno", ["31 treinta y uno"]),
    ("ciento cinco", ["105 ciento cinco"]), ("doscientas", ["200 doscientas"]),
    ("dos mil trescientos cuarenta y cinco", ["2345 dos mil trescientos cuarenta y cinco"]), ("mil", ["1000 mil"]),
    ("una docena de huevos", ["12 una docena de"]), ("media docena", ["6 media docena"]),
    ("medio kilo", ["0.5 medio"]), ("dos y medio", ["2.5 dos y medio"]), ("un par de zapatos", ["2 un par de"]),
    ("1.000", ["1000 1.000"]), ("12,50", ["12.5 12,50"]), ("12.50", ["12.5 12.50"]), ("la segunda", ["#2 segunda"]),
    ("2º", ["#2 2 o"]), ("el último", ["#last ultimo"]), ("un millón", ["1000000 un millon"]),
  ])
  func `Spanish numbers`(text: String, expected: [String]) { #expect(found(text, .spanish) == expected) }

  @Test(arguments: [
    ("um", ["1 um"]), ("duas", ["2 duas"]), ("vinte e um", ["21 vinte e um"]),
    ("cento e vinte e cinco", ["125 cento e vinte e cinco"]), ("dois mil e trezentos", ["2300 dois mil e trezentos"]),
    ("uma dúzia de ovos", ["12 uma duzia de"]), ("meia dúzia", ["6 meia duzia"]), ("meio quilo", ["0.5 meio"]),
    ("dois e meio", ["2.5 dois e meio"]), ("1.500,75", ["1500.75 1.500,75"]), ("a primeira", ["#1 primeira"]),
    ("o último", ["#last ultimo"]), ("um café e dois pães", ["1 um", "2 dois"]),
  ])
  func `Portuguese numbers`(text: String, expected: [String]) { #expect(found(text, .portuguese) == expected) }

  @Test(arguments: [
    ("satu", ["1 satu"]), ("dua belas", ["12 dua belas"]), ("sebelas", ["11 sebelas"]),
    ("dua puluh satu", ["21 dua puluh satu"]), ("seratus lima", ["105 seratus lima"]),
    ("dua ratus lima puluh", ["250 dua ratus lima puluh"]), ("tiga ribu lima ratus", ["3500 tiga ribu lima ratus"]),
    ("seribu", ["1000 seribu"]), ("setengah kilo", ["0.5 setengah"]), ("selusin telur", ["12 selusin"]),
    ("dua lusin", ["24 dua lusin"]), ("50.000", ["50000 50.000"]), ("kedua", ["#2 kedua"]), ("ke-2", ["#2 ke - 2"]),
    ("yang pertama", ["#1 pertama"]), ("terakhir", ["#last terakhir"]),
    ("seribu lima ratus", ["1500 seribu lima ratus"]),
  ])
  func `Indonesian numbers`(text: String, expected: [String]) { #expect(found(text, .indonesian) == expected) }

  @Test func `articles and pairs can be told from plain numbers`() {
    let spanish = NumberWords.mentions(in: Tokenizer.tokens(in: "un té y dos cafés"), language: .spanish)
    #expect(spanish.map(\.form) == [.article, .words])
    let english = NumberWords.mentions(in: Tokenizer.tokens(in: "a pair of jeans, 2 belts"))
    #expect(english.map(\.form) == [.pair, .digits])
  }

  @Test func `a text is a number only as a whole`() {
    #expect(NumberWords.value(of: " twenty ") == .whole(20))
    #expect(NumberWords.value(of: "twenty teas") == nil)
    #expect(NumberWords.value(of: "") == nil)
  }

  @Test(arguments: LanguageCode.allCases) func `any row of number words is read without a crash`(language: LanguageCode)
  {
    var generator = SeededGenerator(seed: 5)
    let lexicon = NumberLexicon.lexicon(for: language)
    let pool =
      lexicon.words.keys.sorted() + [lexicon.joiner, lexicon.of, "a", "-", "/", "12", "1.5", "-4", "½", "tea", "2nd"]
      + ["99999999999999999999", "ke", "&"]
    for _ in 0..<5000 {
      let text = (0..<Int.random(in: 1...8, using: &generator))
        .map { _ in pool[Int.random(in: 0..<pool.count, using: &generator)] }.joined(separator: " ")
      let tokens = Tokenizer.tokens(in: text)
      var end = 0
      for mention in NumberWords.mentions(in: tokens, language: language) {
        #expect(mention.range.lowerBound >= end && mention.range.upperBound <= tokens.count && !mention.range.isEmpty)
        end = mention.range.upperBound
      }
    }
  }
}
