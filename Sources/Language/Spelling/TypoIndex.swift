/// Finds the words within two edits of a misspelt one, by the words that both become when letters are dropped.
///
/// Every word is filed under its first seven letters with up to two of them dropped (symmetric deletes); only hashes
/// are kept, and each candidate is checked by its real distance. Words come and go at any time. Memory is bounded by
/// `maximumWords`: at most 29 entries of 12 bytes a word.
package struct TypoIndex: Sendable {
  package struct Match: Hashable, Sendable {
    package var word: String
    /// Optimal string alignment distance, 0 to 2.
    package var distance: Int
    /// How often the word was inserted.
    package var frequency: Int
  }

  package let maximumWords: Int

  private struct Word {
    var text: String
    var frequency: Int
  }

  /// A link in the chain of one bucket.
  private struct Entry {
    var hash: UInt32
    var word: Int32
    var next: Int32
  }

  private var identifiers: [String: Int32] = [:]
  private var words: [Word] = []
  private var freeWords: [Int32] = []
  private var heads: [Int32]
  private var entries: [Entry] = []
  private var firstFreeEntry: Int32 = -1
  private var usedEntries = 0

  package init(maximumWords: Int = 100_000) {
    self.maximumWords = maximumWords
    heads = Array(repeating: -1, count: 1024)
  }

  package var count: Int { identifiers.count }

  package func frequency(of word: String) -> Int {
    identifiers[word].map { words[Int($0)].frequency } ?? 0
  }

  package func contains(_ word: String) -> Bool { identifiers[word] != nil }

  /// Adds occurrences of a folded word; false when the index is full and the word is new, so that it stays unknown.
  @discardableResult
  package mutating func insert(_ word: String, count: Int = 1) -> Bool {
    guard !word.isEmpty, count > 0 else { return false }
    if let known = identifiers[word] {
      words[Int(known)].frequency += count
      return true
    }
    guard identifiers.count < maximumWords else { return false }
    let identifier = addWord(Word(text: word, frequency: count))
    identifiers[word] = identifier
    for hash in DeletedForms(of: word).hashes { addEntry(hash, word: identifier) }
    return true
  }

  /// Takes occurrences away and forgets the word with the last of them.
  package mutating func remove(_ word: String, count: Int = 1) {
    guard let identifier = identifiers[word] else { return }
    words[Int(identifier)].frequency -= count
    guard words[Int(identifier)].frequency <= 0 else { return }
    identifiers[word] = nil
    for hash in DeletedForms(of: word).hashes { removeEntry(hash, word: identifier) }
    words[Int(identifier)] = Word(text: "", frequency: 0)
    freeWords.append(identifier)
  }

  /// Gives every word within `distance` edits (at most 2), in no useful order.
  package func matches(for word: String, distance: Int) -> [Match] {
    let letters = word.unicodeScalars.map(\.value)
    let limit = min(distance, DeletedForms.maximumDeletions)
    return candidates(for: letters, deletions: limit).compactMap { identifier in
      let candidate = words[Int(identifier)]
      let other = candidate.text.unicodeScalars.map(\.value)
      return EditDistance.between(letters, other, limit: limit).map {
        Match(word: candidate.text, distance: $0, frequency: candidate.frequency)
      }
    }
  }

  private func candidates(for letters: [UInt32], deletions: Int) -> [Int32] {
    var found: [Int32] = []
    for hash in DeletedForms(of: letters, deletions: deletions).hashes {
      var entry = heads[bucket(hash)]
      while entry >= 0 {
        let link = entries[Int(entry)]
        if link.hash == hash { found.append(link.word) }
        entry = link.next
      }
    }
    found.sort()
    return found.enumerated().compactMap { $0.offset > 0 && found[$0.offset - 1] == $0.element ? nil : $0.element }
  }

  private func bucket(_ hash: UInt32) -> Int { Int(hash) & (heads.count - 1) }

  private mutating func addWord(_ word: Word) -> Int32 {
    if let free = freeWords.popLast() {
      words[Int(free)] = word
      return free
    }
    words.append(word)
    return Int32(words.count - 1)
  }

  private mutating func addEntry(_ hash: UInt32, word: Int32) {
    if usedEntries >= heads.count { growHeads() }
    let entry = Entry(hash: hash, word: word, next: heads[bucket(hash)])
    usedEntries += 1
    if firstFreeEntry >= 0 {
      let position = Int(firstFreeEntry)
      firstFreeEntry = entries[position].next
      entries[position] = entry
      heads[bucket(hash)] = Int32(position)
    } else {
      entries.append(entry)
      heads[bucket(hash)] = Int32(entries.count - 1)
    }
  }

  private mutating func removeEntry(_ hash: UInt32, word: Int32) {
    var previous: Int32 = -1
    var position = heads[bucket(hash)]
    while position >= 0 {
      let entry = entries[Int(position)]
      if entry.hash == hash, entry.word == word {
        if previous < 0 { heads[bucket(hash)] = entry.next } else { entries[Int(previous)].next = entry.next }
        entries[Int(position)] = Entry(hash: 0, word: -1, next: firstFreeEntry)
        firstFreeEntry = position
        usedEntries -= 1
        return
      }
      previous = position
      position = entry.next
    }
  }

  private mutating func growHeads() {
    heads = Array(repeating: -1, count: heads.count * 2)
    for position in entries.indices where entries[position].word >= 0 {
      let slot = bucket(entries[position].hash)
      entries[position].next = heads[slot]
      heads[slot] = Int32(position)
    }
  }
}
