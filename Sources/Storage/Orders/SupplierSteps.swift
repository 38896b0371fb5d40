import Commerce
import Dialogue

/// Why a supplier's word about a line cannot be taken.
package enum SupplierRefusal: Error, Hashable, Sendable {
  case noLine
  /// The shop's own goods: nobody else sends them.
  case ownGoods
  case illegal(from: SupplierStatus, to: SupplierStatus)
}

extension OrderRepository {
  /// Writes down where a supplier stands with a line; one who refuses is put before a person.
  /// - Throws: ``SupplierRefusal``.
  package func setSupplierStatus(
    _ status: SupplierStatus, ofLine position: Int, of id: OrderID, who: String, why: String
  ) async throws {
    try await scope.write { transaction, store in
      let connection = transaction.connection
      let found = try OrderCaseRows(transaction: transaction, store: store).lock(id)
      let lines = try OrderRows(connection: connection, store: store).order(id)?.lines ?? []
      guard lines.indices.contains(position) else { throw SupplierRefusal.noLine }
      guard let known = lines[position].supplierStatus else { throw SupplierRefusal.ownGoods }
      guard known.canBecome(status) else { throw SupplierRefusal.illegal(from: known, to: status) }
      try connection.execute(
        "UPDATE order_lines SET supplier_status = $4 WHERE store_id = $1 AND order_id = $2 AND position = $3",
        [.id(store), .id(id), .int(position), .text(status.rawValue)])
      let name = lines[position].name
      let reason = why.isEmpty ? "" : ": \(why)"
      try OrderMoves(transaction: transaction, store: store).record(
        id, from: found.order.state, to: found.order.state, who: who,
        why: "the supplier of \(name): \(status.rawValue)\(reason)")
      guard status == .refused else { return }
      try OrderDesk(transaction: transaction, store: store).staffTask(
        "supplier_refused", "order \(found.number): the supplier does not send \(name)\(reason)", found,
        "supplier:\(id.rawValue):\(position):\(transaction.ids.nextValue())")
    }
  }
}
