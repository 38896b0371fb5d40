import Foundation

/// A turn's account of itself on one line.
enum TraceLine {
  static func text(of trace: String) -> String {
    do {
      let parts = try JSONDecoder().decode([String: [String]].self, from: Data(trace.utf8))
      return ["understood", "layers", "workflows", "changes", "waiting"].compactMap { name in
        parts[name].flatMap { $0.isEmpty ? nil : "\(name): \($0.joined(separator: ", "))" }
      }.joined(separator: " | ")
    } catch {
      return trace
    }
  }

  /// The intents understood, in order.
  static func acts(in trace: String) -> [String] {
    do {
      let parts = try JSONDecoder().decode([String: [String]].self, from: Data(trace.utf8))
      return (parts["understood"] ?? []).map { String($0.prefix { $0 != " " }) }
    } catch {
      return []
    }
  }
}
