import Commerce
import Testing

/// Why revenue changed: whatever the figures, the parts add up, and each answers for what it is named after.
@Suite struct RevenueBridgeTests {
  private typealias Bridge = RevenueBridge

  private static func side(_ numbers: inout some RandomNumberGenerator) -> Bridge.Side {
    let names = ["tent", "lamp", "mug", "rope", "map", "stove"].filter { _ in
      Int.random(in: 0..<10, using: &numbers) < 7
    }
    var lines: [String: Bridge.Line] = [:]
    for name in names {
      lines[name] = .init(
        units: Int64.random(in: 0...400, using: &numbers), amountMinor: Int64.random(in: 0...9_000_000, using: &numbers)
      )
    }
    let goods = lines.values.reduce(0) { $0 + $1.amountMinor }
    let placed = max(0, goods + Int64.random(in: -50_000...90_000, using: &numbers))
    let cancelled = placed == 0 ? 0 : Int64.random(in: 0...placed, using: &numbers)
    return .init(revenueMinor: placed - cancelled, cancelledMinor: cancelled, lines: lines)
  }

  @Test(arguments: UInt64(1)...400) func `the parts add up to the change`(seed: UInt64) {
    var numbers = SplitMix(seed: seed)
    let (before, after) = (Self.side(&numbers), Self.side(&numbers))
    let out = Dictionary(
      uniqueKeysWithValues: ["tent", "mug"].map { ($0, Double.random(in: -0.2...1.3, using: &numbers)) })
    let bridge = Bridge(from: before, to: after, soldOut: out)
    #expect(bridge.totalMinor == after.revenueMinor - before.revenueMinor)
    #expect(bridge.cancellationsMinor == before.cancelledMinor - after.cancelledMinor)
    let same = Bridge(from: before, to: before, soldOut: out)
    #expect(
      [same.volumeMinor, same.mixMinor, same.stockOutsMinor, same.priceMinor, same.cancellationsMinor]
        == [0, 0, 0, 0, 0])
  }

  private static let before = Bridge.Side(
    revenueMinor: 30_000, cancelledMinor: 0,
    lines: ["tent": .init(units: 10, amountMinor: 20_000), "mug": .init(units: 10, amountMinor: 10_000)])

  @Test func `twice the pieces are volume`() {
    let after = Bridge.Side(
      revenueMinor: 60_000, cancelledMinor: 0,
      lines: ["tent": .init(units: 20, amountMinor: 40_000), "mug": .init(units: 20, amountMinor: 20_000)])
    let bridge = Bridge(from: Self.before, to: after)
    #expect(bridge.volumeMinor == 30_000 && bridge.totalMinor == 30_000)
  }

  @Test func `dearer pieces are price, and delivery is price too`() {
    let after = Bridge.Side(
      revenueMinor: 36_000, cancelledMinor: 0,
      lines: ["tent": .init(units: 10, amountMinor: 22_000), "mug": .init(units: 10, amountMinor: 10_000)])
    let bridge = Bridge(from: Self.before, to: after)
    #expect(bridge.priceMinor == 6_000 && bridge.volumeMinor == 0 && bridge.mixMinor == 0)
  }

  @Test func `more of what is dear is mix`() {
    let after = Bridge.Side(
      revenueMinor: 35_000, cancelledMinor: 0,
      lines: ["tent": .init(units: 15, amountMinor: 30_000), "mug": .init(units: 5, amountMinor: 5_000)])
    let bridge = Bridge(from: Self.before, to: after)
    #expect(bridge.mixMinor == 5_000 && bridge.volumeMinor == 0 && bridge.priceMinor == 0)
  }

  @Test func `what was sold out half the time is missed, and no more than was missed`() {
    let after = Bridge.Side(
      revenueMinor: 20_000, cancelledMinor: 0,
      lines: ["tent": .init(units: 5, amountMinor: 10_000), "mug": .init(units: 10, amountMinor: 10_000)])
    let half = Bridge(from: Self.before, to: after, soldOut: ["tent": 0.5])
    #expect(half.stockOutsMinor == -10_000 && half.volumeMinor == 0 && half.mixMinor == 0)
    let whole = Bridge(from: Self.before, to: after, soldOut: ["tent": 1])
    #expect(whole.stockOutsMinor == -10_000)
    #expect(Bridge(from: Self.before, to: after).stockOutsMinor == 0)
  }

  @Test func `cancelled orders are cancellations`() {
    var after = Self.before
    (after.revenueMinor, after.cancelledMinor) = (21_000, 9_000)
    let bridge = Bridge(from: Self.before, to: after)
    #expect(bridge.cancellationsMinor == -9_000 && bridge.volumeMinor == 0 && bridge.priceMinor == 0)
  }
}

/// Chance that is the same in every run.
private struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
