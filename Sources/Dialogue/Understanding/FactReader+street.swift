import Commerce
import Language

extension FactReader {
  /// "…, I'm Carl Reed": whoever writes, behind a place.
  func isSelf(_ cue: LabelledRange) -> Bool {
    let name = cue.range.upperBound..<min(cue.range.upperBound + 2, reading.tokens.count)
    return cue.labels.contains("name") && grammar.roles[.looseNameCues].contains(reading.words[cue.range.lowerBound])
      && name.count == 2
      && name.allSatisfy { index in
        reading.tokens[index].kind == .word && reading.tokens[index].original.first?.isUppercase == true
      }
  }

  /// Where a street begins, behind "it's", "to" or "we are at".
  func streetStart(in range: Range<Int>) -> Int? {
    let opening = range.prefix { index in
      reading.tokens[index].kind == .word && grammar.roles[.streetOpeners].contains(reading.words[index])
    }
    let start = opening.upperBound
    return start < range.upperBound && isStreetAddress(start..<range.upperBound) ? start : nil
  }

  /// "… Palmera 30. Soy Sara", "… Ave SE. Nina Cruz": behind a number, or a quarter of the sky before a capital.
  func endsStreet(_ stop: Int) -> Bool {
    guard reading.words[stop] == ".", stop > 0, stop + 1 < reading.tokens.count else { return false }
    let (before, next) = (reading.tokens[stop - 1], reading.tokens[stop + 1])
    guard next.kind == .word, !next.isJoined else { return false }
    if before.kind == .number { return before.text.count > 1 }
    return next.original.first?.isUppercase == true && before.text.count == 2
      && before.original.allSatisfy(\.isUppercase)
  }

  /// "3 Rose Cres, Perth": a number, names in capitals and a town, unless goods are called so.
  var isStreetAndTown: Bool {
    let tokens = reading.tokens
    guard (5...9).contains(tokens.count), tokens[0].kind == .number, tokens.count(where: { $0.original == "," }) == 1,
      let comma = tokens.firstIndex(where: { $0.original == "," }), (3...5).contains(comma), comma < tokens.count - 1
    else { return false }
    let names = tokens.enumerated().allSatisfy { index, token in
      index == 0 || index == comma || token.kind == .number || token.original.first?.isUppercase == true
    }
    // "2 croissants, coffee" is all goods; of "3 Lantern Cres, Perth" the shop knows a word.
    func isUnknown(_ range: Range<Int>) -> Bool {
      range.contains { place in !reading.links.contains { $0.tokens.contains(place) } }
    }
    return names && isUnknown(1..<comma) && isUnknown(comma + 1..<tokens.count)
  }

  /// "can I order for tomorrow morning": when it is to come, and nobody's name.
  func isTime(_ range: Range<Int>) -> Bool {
    !TimeStretches(grammar: grammar, reading: reading).ranges(in: range).isEmpty
  }
}
