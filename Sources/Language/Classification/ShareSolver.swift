#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Finds the shares q that sum to one with log q_c + curvature * q_c = t_c - shift, for some common shift.
///
/// With u = curvature * q this is u + log u = z, Wright's omega function of z = t_c + log(curvature) - shift; the shift
/// is found by Newton's method. Most classes have tiny shares, for which omega is nearly exp: those cost one
/// exponential, and only the few others are iterated.
struct ShareSolver {
  private var powers: [Float]
  private var others: [(column: Int, z: Float)] = []

  /// Below this, omega(z) = e(1 - e + 1.5 e^2) with e = exp(z) is exact to a millionth.
  private static let small: Float = -4
  private static let negligible: Float = -20
  private static let mostSteps = 12
  private static let precision: Float = 1e-5

  init(classes: Int) {
    powers = Array(repeating: 0, count: classes)
  }

  /// Replaces each t by its q.
  mutating func solve(_ t: UnsafeMutablePointer<Float>, curvature: Float) {
    let logCurvature = logf(curvature)
    var top = t[0]
    for column in 1..<powers.count { top = max(top, t[column]) }
    // With all but the largest at zero, its share would be one here; the sum can only be larger, so this is a lower
    // bound, and Newton's method climbs from it without stepping over the solution.
    let start = top - curvature
    others.removeAll(keepingCapacity: true)
    for column in powers.indices {
      let z = t[column] + logCurvature - start
      if z < Self.small {
        powers[column] = z < Self.negligible ? 0 : expf(z)
      } else {
        powers[column] = 0
        others.append((column, z))
      }
    }
    let climb = climb(curvature: curvature)
    finish(t, climb: climb, curvature: curvature)
  }

  /// How far the shift lies above its lower bound.
  private func climb(curvature: Float) -> Float {
    var climb: Float = 0
    for _ in 0..<Self.mostSteps {
      let factor = expf(-climb)
      var sum: Float = 0
      var slope: Float = 0
      for power in powers {
        let e = power * factor
        let u = e * (1 - e)
        sum += u
        slope += u * (1 - u)
      }
      for other in others {
        let u = Self.omega(other.z - climb)
        sum += u
        slope += u / (1 + u)
      }
      let excess = sum - curvature
      if abs(excess) < Self.precision * curvature || slope <= 0 { break }
      climb += excess / slope
    }
    return climb
  }

  private func finish(_ t: UnsafeMutablePointer<Float>, climb: Float, curvature: Float) {
    let factor = expf(-climb)
    var sum: Float = 0
    for column in powers.indices {
      let e = powers[column] * factor
      t[column] = e * (1 - e)
      sum += t[column]
    }
    for other in others {
      t[other.column] = Self.omega(other.z - climb)
      sum += t[other.column]
    }
    let scale = 1 / sum
    for column in powers.indices { t[column] *= scale }
  }

  /// The u with u + log u = z, by three steps of Newton's method in a form that cannot leave the positive numbers.
  static func omega(_ z: Float) -> Float {
    if z < small {
      let e = expf(z)
      return e * (1 - e)
    }
    var u = z > 1 ? z - logf(z) : expf(z) / (1 + expf(z) * 0.76)
    for _ in 0..<3 { u = max(u * (1 + z - logf(u)) / (1 + u), .leastNormalMagnitude) }
    return u
  }
}
