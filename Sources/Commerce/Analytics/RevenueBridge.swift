/// A change of revenue split into what made it, exactly: the parts add up to the change, to the minor unit.
///
/// What was placed in a period (cancelled orders too) is its lines, each worth its share of the orders' totals, so that
/// delivery, taxes and discounts count as price. With what was sold out counted as sold:
/// - volume: more or fewer pieces at the average worth before;
/// - mix: dearer or cheaper goods among as many pieces, at their worth before;
/// - stock-outs: pieces that could not be sold, at their worth before;
/// - price: what the pieces sold are worth more or less than before;
/// - cancellations: what of it was cancelled.
package struct RevenueBridge: Hashable, Sendable {
  package struct Line: Hashable, Sendable {
    package var units: Int64
    package var amountMinor: Int64

    package init(units: Int64, amountMinor: Int64) {
      self.units = units
      self.amountMinor = amountMinor
    }
  }

  /// One period.
  package struct Side: Hashable, Sendable {
    /// Counted orders' totals.
    package var revenueMinor: Int64
    /// Cancelled orders' totals.
    package var cancelledMinor: Int64
    /// Placed lines by what was sold, cancelled ones too.
    package var lines: [String: Line]

    package init(revenueMinor: Int64, cancelledMinor: Int64, lines: [String: Line]) {
      self.revenueMinor = revenueMinor
      self.cancelledMinor = cancelledMinor
      self.lines = lines
    }

    var placedMinor: Int64 { revenueMinor + cancelledMinor }

    /// Orders whose goods are worth nothing, or that have no lines, stand as one piece.
    var goods: [String: Line] {
      let sold = lines.filter { $0.value.units > 0 }
      let sum = sold.values.reduce(0) { $0 + $1.amountMinor }
      if sum > 0 { return sold }
      return placedMinor == 0 ? [:] : ["": Line(units: 1, amountMinor: placedMinor)]
    }
  }

  package let volumeMinor: Int64
  package let mixMinor: Int64
  package let stockOutsMinor: Int64
  package let priceMinor: Int64
  package let cancellationsMinor: Int64

  package var totalMinor: Int64 { volumeMinor + mixMinor + stockOutsMinor + priceMinor + cancellationsMinor }

  /// - Parameter soldOut: the part of the second period in which something was sold out, from 0 to 1.
  package init(from before: Side, to after: Side, soldOut: [String: Double] = [:]) {
    let (old, new) = (before.goods, after.goods)
    let (oldWorth, newWorth) = (Self.worth(old, before.placedMinor), Self.worth(new, after.placedMinor))
    let oldUnits = Double(old.values.reduce(0) { $0 + $1.units })
    var units = 0.0
    var wanted = 0.0
    var sold = 0.0
    var lost = 0.0
    // In one order, so that the same figures give the same parts.
    for name in Set(old.keys).union(new.keys).sorted() {
      let (had, has) = (old[name]?.units ?? 0, new[name]?.units ?? 0)
      // Something new is worth what it is worth now: its price has not changed.
      let worth = oldWorth[name] ?? newWorth[name] ?? 0
      let share = min(max(soldOut[name] ?? 0, 0), 1)
      let missed = Double(max(0, min(had - has, Int64((Double(had) * share).rounded()))))
      units += Double(has) + missed
      wanted += (Double(has) + missed) * worth
      sold += Double(has) * worth
      lost += missed * worth
    }
    let average = oldUnits > 0 ? Double(before.placedMinor) / oldUnits : units > 0 ? wanted / units : 0
    let volume = (units - oldUnits) * average
    let mix = wanted - units * average
    let change = after.placedMinor - before.placedMinor
    // Rounded as they add up, so that nothing is lost between them.
    let sums = [volume, volume + mix, volume + mix - lost].map { Int64($0.rounded()) }
    volumeMinor = sums[0]
    mixMinor = sums[1] - sums[0]
    stockOutsMinor = sums[2] - sums[1]
    priceMinor = change - sums[2]
    cancellationsMinor = before.cancelledMinor - after.cancelledMinor
  }

  /// What one piece of each is worth, delivery, taxes and discounts shared out by the goods' own amounts.
  private static func worth(_ lines: [String: Line], _ placed: Int64) -> [String: Double] {
    let sum = lines.values.reduce(0) { $0 + $1.amountMinor }
    guard sum > 0 else { return [:] }
    return lines.mapValues { Double($0.amountMinor) / Double($0.units) * Double(placed) / Double(sum) }
  }
}
