/// Features with a value other than zero, in order of their rows, and the dense ones behind them.
struct FeatureVector: Sendable {
  var rows: [Int32] = []
  var values: [Float] = []
  var dense: [Float] = []

  var squaredLength: Float {
    VectorMath.dot(values, values) + VectorMath.dot(dense, dense)
  }
}
