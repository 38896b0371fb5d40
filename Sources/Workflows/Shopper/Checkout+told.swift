import Commerce
import Dialogue
import Language

/// What was told of who and where, as it is kept and said back.
extension Checkout {
  /// "Pick-up: noted." where something else is still asked for.
  static func told(_ facts: Facts) -> [Reply] {
    let isDelivery = facts.fulfilment == .delivery || facts.address != nil
    let note = facts.orderNote.map { [Reply("checkout.note_told", ["note": .text($0)])] } ?? []
    guard facts.saysHow || facts.name != nil else { return note }
    return [
      Reply(
        "checkout.told",
        [
          "delivery": .flag(isDelivery), "pickup": .flag(facts.fulfilment == .pickup),
          "address": .text(facts.address ?? ""), "name": .text(facts.name ?? ""),
          "cash": .flag(facts.payment == .cash),
        ])
    ] + note
  }

  /// The order a word about it is meant for, when nothing else is being ordered.
  static func openOrder(_ context: Context) -> Order? {
    context.orders.first.flatMap { $0.state.isCancellableByShopper ? $0 : nil }
  }

  func noted(_ note: String, on order: Order, _ context: Context) -> Step<State> {
    var facts = OrderText.facts(order, context)
    if case .orderMoved? = context.refusal { return Step([Reply("order.moved_on", facts)]) }
    facts["note"] = .text(note)
    return Step([Reply("order.note_added", facts)], effects: [.shopperAction(.addNote(note), order.id)])
  }

  /// "the street is Gran Via 14", of "Gran Via 12, 28013 Madrid": a street alone leaves the town as it was.
  static func mended(_ address: String?, by new: String) -> String {
    guard let address, let comma = address.firstIndex(of: ","), !new.contains(",") else { return new }
    let town = address[comma...]
    let known = Set(Tokenizer.tokens(in: String(town)).filter { $0.kind == .word }.map(\.text))
    let said = Tokenizer.tokens(in: new).filter { $0.kind == .word }.map(\.text)
    return said.count > Self.streetWords || said.contains(where: known.contains) ? new : new + town
  }

  /// "Rua da Bahia 900, Joana Prado", from whoever then says to be called so: the name is no town.
  static func without(_ name: String, behind address: String) -> String {
    guard let mark = address.lastIndex(where: { $0 == "," || $0 == "." }),
      Folding.fold(address[address.index(after: mark)...].trimmingPrefix(while: \.isWhitespace)) == Folding.fold(name)
    else { return address }
    return String(address[..<mark])
  }

  /// Words of a street; more name a town, too.
  private static let streetWords = 3
}
