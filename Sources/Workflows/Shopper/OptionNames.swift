import Dialogue
import Language

/// What options are called, in the shopper's language: a shop's "Color" is asked for as "colour", "cor" or "warna". What is
/// not among the usual ones is said as the shop writes it.
enum OptionNames {
  static let texts: [TextKey] = Array(Set(keys.values)).sorted { $0.rawValue < $1.rawValue }

  static func fact(_ name: String) -> ReplyFact {
    // "SPF" stays as it is.
    keys[Folding.fold(name)].map(ReplyFact.words) ?? .text(name == name.uppercased() ? name : name.lowercased())
  }

  private static let keys: [String: TextKey] = [
    "size": "option.size", "color": "option.color", "colour": "option.colour", "flavor": "option.flavor",
    "flavour": "option.flavour", "weight": "option.weight", "length": "option.length", "style": "option.style",
    "material": "option.material", "scent": "option.scent", "shade": "option.shade", "pack": "option.pack",
    "pack size": "option.pack_size", "quantity": "option.quantity", "strength": "option.strength",
    "volume": "option.volume", "width": "option.width", "bag size": "option.bag_size", "type": "option.type",
    "roast": "option.roast", "grind": "option.grind", "finish": "option.finish", "format": "option.format",
  ]
}
