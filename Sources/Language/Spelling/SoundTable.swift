/// Words by how they are said: "sourdoe" is found as sourdough, which no few edits make of it.
///
/// English only. Two words are one sound where their consonants agree and their vowels are of one kind each.
package struct SoundTable: Sendable {
  /// Shorter words, and those of fewer consonants, sound like too many others.
  private static let shortestWord = 5
  private static let fewestConsonants = 3
  /// Letters by which two words of one sound may differ in length.
  private static let mostLettersApart = 3

  /// Hashes of sounds, in order, each with its word.
  private let hashes: [UInt64]
  private let words: [String]

  /// - Parameter words: folded, each once.
  package init(_ words: [String]) {
    let sounding = words.compactMap { word in Self.sound(of: word).map { (Self.hash($0), word) } }
      .sorted { $0.0 < $1.0 }
    hashes = sounding.map(\.0)
    self.words = sounding.map(\.1)
  }

  /// Other words that are said like this one.
  package func words(like word: String) -> [String] {
    guard let sound = Self.sound(of: word) else { return [] }
    let hash = Self.hash(sound)
    var low = 0
    var high = hashes.count
    while low < high {
      let middle = (low + high) / 2
      if hashes[middle] < hash { low = middle + 1 } else { high = middle }
    }
    var found: [String] = []
    while low < hashes.count, hashes[low] == hash {
      let other = words[low]
      if other != word, abs(other.utf8.count - word.utf8.count) <= Self.mostLettersApart { found.append(other) }
      low += 1
    }
    return found
  }

  private static func hash(_ sound: [UInt8]) -> UInt64 {
    var hash = StableHash()
    hash.combine(sound)
    return hash.value
  }

  /// nil for words with other letters than a to z, and for short ones.
  static func sound(of word: String) -> [UInt8]? {
    let letters = Array(word.utf8)
    guard letters.count >= shortestWord, letters.allSatisfy({ $0 >= letter("a") && $0 <= letter("z") }) else {
      return nil
    }
    var sound: [UInt8] = []
    var index = 0
    while index < letters.count {
      let (said, length) = isVowel(letters, index) ? vowel(letters, index) : consonant(letters, index)
      for one in said where sound.last != one { sound.append(one) }
      index += length
    }
    return sound.count { !kinds.contains($0) } >= fewestConsonants ? sound : nil
  }

  private static func letter(_ character: Unicode.Scalar) -> UInt8 { UInt8(truncatingIfNeeded: character.value) }

  private static let kinds = Set("aeou".utf8)
  private static let vowels = Set("aeiou".utf8)

  private static func isVowel(_ letters: [UInt8], _ index: Int) -> Bool {
    vowels.contains(letters[index]) || letters[index] == letter("y") && index > 0
  }

  /// A run of vowels with the "w" or "gh" that is a part of it; a single "e" at the end is not said.
  private static func vowel(_ letters: [UInt8], _ start: Int) -> (said: [UInt8], length: Int) {
    var end = start + 1
    while end < letters.count, isVowel(letters, end) { end += 1 }
    let run = letters[start..<end]
    if end < letters.count, letters[end] == letter("w"), end + 1 == letters.count || !isVowel(letters, end + 1) {
      end += 1
      if run == [letter("e")] { return ([letter("u")], end - start) }
    } else if letters[end...].starts(with: "gh".utf8) {
      end += 2
    }
    if end == letters.count, run == [letter("e")] { return ([], end - start) }
    let kind: UInt8 =
      switch letters[start] {
      case letter("i"), letter("y"): letter("e")
      case letter("o") where run == ArraySlice("oo".utf8): letter("u")
      default: letters[start]
      }
    return ([kind], end - start)
  }

  private static func consonant(_ letters: [UInt8], _ index: Int) -> (said: [UInt8], length: Int) {
    let rest = letters[index...]
    if index == 0, [[UInt8]]([Array("kn".utf8), Array("gn".utf8), Array("wr".utf8)]).contains(where: rest.starts) {
      return ([letters[1]], 2)
    }
    for (pair, said) in pairs where rest.starts(with: pair) { return (said, pair.count) }
    switch letters[index] {
    case letter("c"):
      let isSoft = index + 1 < letters.count && softening.contains(letters[index + 1])
      return ([isSoft ? letter("s") : letter("k")], 1)
    case letter("q"): return ([letter("k")], 1)
    case letter("x"): return (Array("ks".utf8), 1)
    case letter("z"): return ([letter("s")], 1)
    case letter("h") where index > 0: return ([], 1)
    default: return ([letters[index]], 1)
    }
  }

  private static let softening = Set("eiy".utf8)
  private static let pairs: [(letters: [UInt8], said: [UInt8])] = [
    ("ph", "f"), ("ck", "k"), ("sch", "$"), ("sh", "$"), ("ch", "x"), ("gh", ""), ("dg", "j"), ("th", "0"), ("qu", "k"),
  ].map { (Array($0.0.utf8), Array($0.1.utf8)) }
}
