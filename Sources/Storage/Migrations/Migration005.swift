extension Migration {
  /// Who changed what, and why: every change of an order's, a conversation's or an account's standing.
  static let auditTrail = Migration(
    number: 5, name: "audit trail",
    text: """
      CREATE TABLE audit_trail (
        store_id {INT} NOT NULL, id {INT} NOT NULL, at {INT} NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
        subject TEXT NOT NULL, why TEXT NOT NULL,
        PRIMARY KEY (store_id, id)
      ) {ROWS};
      CREATE INDEX audit_trail_by_time ON audit_trail (store_id, at);
      """)
}
