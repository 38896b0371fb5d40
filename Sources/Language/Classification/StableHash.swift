/// A hash that is the same in every process and on every platform, unlike `Hasher`; not for secrets.
struct StableHash: Sendable {
  private(set) var value: UInt64

  init(seed: UInt64 = 0) {
    value = 0xcbf2_9ce4_8422_2325 ^ seed
  }

  /// FNV-1a.
  mutating func combine(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  mutating func combine(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { combine(byte) }
  }

  /// The hash with all bits depending on all input.
  var finished: UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 33)) &* 0xff51_afd7_ed55_8ccd
    mixed = (mixed ^ (mixed >> 33)) &* 0xc4ce_b9fe_1a85_ec53
    return mixed ^ (mixed >> 33)
  }
}
