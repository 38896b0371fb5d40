/// Shops whose owners' questions are in `Tests/Questions`, by the file's name.
enum QuestionShops {
  /// Customers whom questions name, in all of them.
  static let customers = [
    "Ada Holt", "Gil Tanaka", "Ivy Stone", "Kim Abbott", "Lea Fontaine", "Max Weber", "Nia Osei", "Pam Doyle",
    "Rosa Lima", "Tess Moran", "Ben Carver", "Olive Trent", "Jonas Pike", "Mei Lin", "Farah Aziz", "Amara Diaz",
    "Priya Nair", "Fiona Gale", "Cora Lutz", "Gia Russo", "Greta Holm",
  ]

  static let home = shop([
    "product": [
      "Cedar Candle", "Lavender Candle", "Citrus Candle", "Speckled Mug", "Travel Mug", "Linen Throw", "Wool Blanket",
      "Cotton Napkins", "Cast Iron Pan", "Olive Board", "Chef Knife",
    ],
    "brand": ["Northfield", "Okra House", "Tidewater"],
    "category": ["Candles", "Mugs", "Textiles", "Kitchen"].map { "[\"\($0)\"]" },
    "channel": ["web", "pos", "instagram", "whatsapp", "telegram", "console"],
    "payment_method": ["Visa", "PayPal", "Apple Pay", "Cash on Delivery"],
    "city": ["Portland", "Seattle", "Austin", "Chicago", "New York", "Toronto", "Vancouver"],
    "country": ["US", "CA"], "coupon": ["WELCOME10", "SUMMER25", "FREESHIP", "VIP15"],
  ])

  static let bakery = shop([
    "product": [
      "Sourdough Loaf", "Rye Bread", "Baguette", "Butter Croissant", "Almond Croissant", "Cinnamon Roll",
      "Carrot Cake", "Birthday Cake", "Blueberry Muffin", "Oat Cookies", "Gift Box",
    ],
    "brand": ["Mill Lane", "Petit Jour", "Sweet Hours"],
    "category": ["Bread", "Pastries", "Cakes", "Cookies", "Gifts"].map { "[\"\($0)\"]" },
    "channel": ["web", "pos", "telegram", "whatsapp", "console"], "payment_method": ["Card", "Cash", "Twint"],
    "city": ["Lyon", "Paris", "Geneva", "Brussels", "Lille"], "country": ["FR", "CH", "BE"],
    "coupon": ["BONJOUR", "MERCI5", "NOEL20"],
  ])

  static let dispensary = shop([
    "product": [
      "Blue Dream 3.5g", "Sour Diesel 3.5g", "OG Kush Pre-Roll", "Mango Gummies", "Dark Chocolate Bar",
      "Calm CBD Tincture", "Pineapple Cartridge", "Disposable Pen", "Relief Balm",
    ],
    "brand": ["Cloud Nine", "Rooted", "Kind Kitchen", "Vaporia"],
    "category": ["Flower", "Pre-Rolls", "Edibles", "Tinctures", "Vapes", "Topicals"].map { "[\"\($0)\"]" },
    "channel": ["web", "pos", "whatsapp", "telegram", "console"], "payment_method": ["Debit", "Cash", "CanPay"],
    "city": ["Denver", "Boulder", "Aurora", "Fort Collins"], "country": ["US"],
    "coupon": ["420", "FIRSTTIME", "VETS10"],
  ])

  static let prepared = shop([
    "product": [
      "72-Hour Kit", "Water Filter", "Freeze-Dried Chili", "Hand-Crank Radio", "Solar Panel 100W", "First Aid Kit",
      "Emergency Blanket", "Go Bag",
    ],
    "brand": ["ReadyPath", "Summit Ridge", "Clearwell"],
    "category": ["Kits", "Water", "Food", "Power", "Medical"].map { "[\"\($0)\"]" },
    "channel": ["web", "pos", "whatsapp", "telegram", "console"],
    "payment_method": ["Visa", "PayPal", "Klarna", "Gift Card"],
    "city": ["Houston", "Boise", "Tampa", "Salt Lake City"], "country": ["US", "CA"],
    "coupon": ["PREP10", "STORM20"],
  ])

  /// With the values every shop has.
  static func shop(_ own: [String: [String]]) -> [String: [String]] {
    own.merging([
      "variant": own["product"] ?? [], "status": ["fulfilled", "cancelled"],
      "segment": ["vip", "loyal", "churned", "at_risk", "returning", "new"],
      "loyalty_tier": ["platinum", "gold", "silver", "bronze"], "price_kind": ["discounted", "full price"],
      "shipping_kind": ["free shipping", "paid shipping"],
      "payment_status": ["paid", "refunded", "partially_refunded", "voided"],
    ]) { first, _ in first }
  }
}
