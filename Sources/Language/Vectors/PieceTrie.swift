/// A prefix tree over bytes in one flat hash table: a step costs one look-up, whatever the size of the vocabulary.
struct PieceTrie: Sendable {
  private static let wordRoot: UInt32 = 0
  private static let continuationRoot: UInt32 = 1

  /// Key (node and byte, plus one) and child; zero is an empty slot.
  private var slots: [(key: UInt32, child: UInt32)]
  private var mask: Int
  /// Piece that ends at each node, or -1.
  private var pieces: [Int32] = [-1, -1]

  init(expectedBytes: Int) {
    var capacity = 1024
    while capacity < expectedBytes { capacity *= 2 }
    slots = Array(repeating: (0, 0), count: capacity)
    mask = capacity - 1
  }

  /// Adds a piece; one that begins with `##` is a continuation.
  mutating func insert(_ piece: ArraySlice<UInt8>, identifier: Int32) {
    let isContinuation = piece.count > 2 && piece.prefix(2).elementsEqual("##".utf8)
    var node = isContinuation ? Self.continuationRoot : Self.wordRoot
    for byte in isContinuation ? piece.dropFirst(2) : piece { node = childOrNew(of: node, byte) }
    pieces[Int(node)] = identifier
  }

  /// Gives the longest piece that the bytes begin with; upper-case ASCII letters count as lower-case.
  func longestMatch(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, isContinuation: Bool
  ) -> (identifier: Int32, end: Int)? {
    var node = isContinuation ? Self.continuationRoot : Self.wordRoot
    var best: (identifier: Int32, end: Int)?
    slots.withUnsafeBufferPointer { slots in
      var position = start
      while position < end {
        let byte = bytes[position]
        let folded = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
        guard let next = child(of: node, folded, in: slots) else { return }
        node = next
        position += 1
        if pieces[Int(node)] >= 0 { best = (pieces[Int(node)], position) }
      }
    }
    return best
  }

  private func child(
    of node: UInt32, _ byte: UInt8, in slots: UnsafeBufferPointer<(key: UInt32, child: UInt32)>
  ) -> UInt32? {
    let key = (node << 8 | UInt32(byte)) &+ 1
    var slot = Self.hash(key) & mask
    while slots[slot].key != 0 {
      if slots[slot].key == key { return slots[slot].child }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private mutating func childOrNew(of node: UInt32, _ byte: UInt8) -> UInt32 {
    if let known = slots.withUnsafeBufferPointer({ child(of: node, byte, in: $0) }) { return known }
    if pieces.count * 2 > slots.count { grow() }
    let added = UInt32(pieces.count)
    pieces.append(-1)
    place(key: (node << 8 | UInt32(byte)) &+ 1, child: added)
    return added
  }

  private mutating func place(key: UInt32, child: UInt32) {
    var slot = Self.hash(key) & mask
    while slots[slot].key != 0 { slot = (slot + 1) & mask }
    slots[slot] = (key, child)
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: (0, 0), count: old.count * 2)
    mask = slots.count - 1
    for slot in old where slot.key != 0 { place(key: slot.key, child: slot.child) }
  }

  private static func hash(_ key: UInt32) -> Int {
    Int((UInt64(key) &* 0x9e37_79b9_7f4a_7c15) >> 40)
  }
}
