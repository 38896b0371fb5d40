/// Makes one slip in every word of four letters or more, as fingers do; the same for the same seed.
struct Typos {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func corrupt(_ query: String) -> String {
    query.split(separator: " ").map { word in
      word.count >= 4 && word.allSatisfy { $0.isASCII && $0.isLetter } ? slip(String(word)) : String(word)
    }.joined(separator: " ")
  }

  /// The first letter stays.
  private mutating func slip(_ word: String) -> String {
    var letters = Array(word)
    let position = 1 + Int(next() % UInt64(letters.count - 1))
    let letter = Character(Unicode.Scalar(UInt8(97 + next() % 26)))
    switch next() % 4 {
    case 0: letters.remove(at: position)
    case 1: letters.insert(letter, at: position)
    case 2: letters[position] = letter
    default: letters.swapAt(position, position == letters.count - 1 ? position - 1 : position + 1)
    }
    if letters[0] != word.first { letters = Array(word).dropLast() }
    return String(letters)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
