/// What a number in a text amounts to.
package enum NumberValue: Hashable, Sendable {
  /// Also negative: "-3", "minus two".
  case whole(Int)
  case decimal(ExactDecimal)
  /// "second" is 2; never negative.
  case ordinal(Int)
  /// "the last one".
  case last
  /// More than 64 bits hold.
  case tooLarge

  /// The value where it is a count; nil for ordinals, `last` and `tooLarge`.
  package var double: Double? {
    switch self {
    case .whole(let value): Double(value)
    case .decimal(let value): value.double
    case .ordinal, .last, .tooLarge: nil
    }
  }
}

/// A decimal fraction without rounding: `digits / 10^scale`, with no zeros at the end.
package struct ExactDecimal: Hashable, Sendable {
  package private(set) var digits: Int
  package private(set) var scale: Int

  package init(digits: Int, scale: Int) {
    self.digits = digits
    self.scale = max(0, scale)
    while self.scale > 0, self.digits % 10 == 0 {
      self.digits /= 10
      self.scale -= 1
    }
  }

  package var double: Double {
    var divisor = 1.0
    for _ in 0..<scale { divisor *= 10 }
    return Double(digits) / divisor
  }

  /// The value as a number, whole where nothing is behind the point.
  var value: NumberValue { scale == 0 ? .whole(digits) : .decimal(self) }

  /// Gives nil on overflow.
  func multiplied(by factor: Int) -> ExactDecimal? {
    let (product, overflow) = digits.multipliedReportingOverflow(by: factor)
    return overflow ? nil : ExactDecimal(digits: product, scale: scale)
  }

  /// Gives nil on overflow.
  func adding(_ other: ExactDecimal) -> ExactDecimal? {
    guard let mine = rescaled(to: max(scale, other.scale)), let theirs = other.rescaled(to: max(scale, other.scale))
    else { return nil }
    let (sum, overflow) = mine.addingReportingOverflow(theirs)
    return overflow ? nil : ExactDecimal(digits: sum, scale: max(scale, other.scale))
  }

  private func rescaled(to target: Int) -> Int? {
    var result = digits
    for _ in scale..<target {
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      result = product
    }
    return result
  }
}
