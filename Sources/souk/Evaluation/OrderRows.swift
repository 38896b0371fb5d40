import Commerce
import Foundation

/// A line of a menu: something that can be ordered.
struct MenuItem {
  var name: String
  /// From the broadest to the narrowest.
  var category: [String]
  /// Other names it goes by.
  var aliases: [String]
  /// Minor units of US dollars.
  var price: Int64

  /// - Throws: `SoukError.failed` with the file's line.
  static func read(_ path: String) throws -> [MenuItem] {
    let file = try TabSeparatedFile(path, columns: ["item"], optional: ["category", "aliases", "price"])
    var seen: Set<String> = []
    return try file.lines.compactMap { line in
      let name = line.cells[0].trimmingCharacters(in: .whitespaces)
      guard !name.isEmpty else { throw SoukError.failed("\(path):\(line.number): an item without a name") }
      guard seen.insert(name.lowercased()).inserted else { return nil }
      let price =
        line.cells[3].isEmpty ? Money(minorUnits: 0, currency: .usd) : Money(decimal: line.cells[3], currency: .usd)
      guard let price else { throw SoukError.failed("\(path):\(line.number): '\(line.cells[3])' is no price") }
      return MenuItem(
        name: name, category: parts(line.cells[1], by: ">"), aliases: parts(line.cells[2], by: ";"),
        price: price.minorUnits)
    }
  }

  private static func parts(_ cell: String, by separator: Character) -> [String] {
    cell.split(separator: separator).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }
}

/// A text and what it orders.
struct OrderRow {
  var text: String
  /// By the menu's item, its name folded; nothing where the text orders nothing.
  var items: [String: Int]
  var line: Int

  /// - Throws: `SoukError.failed` with the file's line.
  static func read(_ path: String, menu: [MenuItem]) throws -> [OrderRow] {
    let names = Set(menu.map { $0.name.lowercased() })
    return try TabSeparatedFile(path, columns: ["text", "items"]).lines.map { line in
      var items: [String: Int] = [:]
      for part in line.cells[1].split(separator: ";") {
        let (name, quantity) = Self.item(part.trimmingCharacters(in: .whitespaces))
        guard names.contains(name) else {
          throw SoukError.failed(
            "\(path):\(line.number): '\(name)' is not on the menu\nhint: items are written '2 x Latte; 1 x Mocha'")
        }
        items[name, default: 0] += quantity
      }
      return OrderRow(text: line.cells[0], items: items, line: line.number)
    }
  }

  /// `2 x Latte`, `2 × Latte`, or `Latte` for one.
  private static func item(_ text: String) -> (name: String, quantity: Int) {
    let digits = text.prefix(while: \.isNumber)
    let rest = text.dropFirst(digits.count).drop { $0 == " " }
    guard let quantity = Int(digits), let sign = rest.first, sign == "x" || sign == "×",
      rest.dropFirst().first == " "
    else { return (text.lowercased(), 1) }
    return (rest.dropFirst().trimmingCharacters(in: .whitespaces).lowercased(), quantity)
  }
}
